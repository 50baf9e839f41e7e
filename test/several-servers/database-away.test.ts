import { randomUUID } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { launchBrowser, openPage, signIn } from '../support/browser.ts'
import { PASSWORD } from './cluster.ts'
import { oneCluster } from './setting.ts'

const t = oneCluster({ servers: 2, people: ['ada', 'mira'], inBrowser: true })
let browser: Browser | null = null
afterAll(() => browser?.close())

/** Until a server has noticed, the page has come back and been told: it asks for the store every 3 s, and waits 5 s for an answer. */
const NOTICED = { timeout: 60_000 }

async function open(place: number, path: string): Promise<Page> {
  browser ??= await launchBrowser()
  const { page } = await openPage(browser, t.cluster().member(place).url + path)
  t.after(() => page.context().close())
  return page
}

const isLive = (page: Page) => page.getByText(/^(Live|Saved)$/).waitFor(NOTICED)
const saysThatStoreIsAway = (page: Page) => page.getByText('The server’s store hasn’t answered since').waitFor(NOTICED)
const comments = (page: Page) => page.getByRole('article', { name: /^Comment by/ }).filter({ hasText: 'Written without a database' })

test('while the database is away, every page says so, and what is written waits; then all of them catch up by themselves', async () => {
  const { database } = t.cluster()
  const mira = await t.cluster().signedIn('mira', 0)
  expect(await mira.command('ticket', randomUUID(), 'create_ticket', { title: 'A long night', body: '' })).toMatchObject({ status: 200 })
  const [writing, idle] = [await open(0, '/tickets/1'), await open(1, '/tickets/1')]
  await signIn(writing, 'mira', PASSWORD)
  for (const page of [writing, idle]) await page.getByText('Checked to version 1').waitFor(NOTICED)

  await database.kill()
  await writing.getByLabel('Your comment').fill('Written without a database')
  await writing.getByRole('button', { name: 'Comment', exact: true }).click()
  for (const page of [writing, idle]) await saysThatStoreIsAway(page)
  await writing.getByText('1 change waits for the store').waitFor(NOTICED)
  const late = await open(1, '/tickets/1')
  await saysThatStoreIsAway(late)

  await database.restart()
  for (const page of [writing, idle, late]) {
    await isLive(page)
    await comments(page).first().waitFor(NOTICED)
    await page.getByText('Checked to version 2').waitFor(NOTICED)
    expect(await comments(page).count()).toBe(1)
  }
})
