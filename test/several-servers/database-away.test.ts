import { randomUUID } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { launchBrowser, openPage, signIn } from '../support/browser.ts'
import { PASSWORD } from './cluster.ts'
import { oneCluster } from './setting.ts'

const t = oneCluster({ servers: 2, people: ['ada', 'mira'], inBrowser: true })
let browser: Browser | null = null
afterAll(() => browser?.close())

/** Until a server has noticed and told the page, and again until it has heard of the return: both are sooner. */
const NOTICED = { timeout: 60_000 }

const AWAY = 'The server’s store hasn’t answered since'

async function open(place: number, path: string): Promise<Page> {
  browser ??= await launchBrowser()
  const { page } = await openPage(browser, t.cluster().member(place).url + path)
  t.after(() => page.context().close())
  return page
}

/** Writes down what the page says of its connection, each time that it says something else. */
async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const said: string[] = []
    Object.assign(window, { said })
    setInterval(() => {
      const line = document.querySelector('sd-app')?.shadowRoot?.querySelector('sd-connection-status')?.shadowRoot?.querySelector('.line')
      const sentence = (line?.textContent ?? '').trim().replace(/ since .*/, ' since')
      if (sentence !== said.at(-1)) said.push(sentence)
    }, 20)
  })
}

const said = (page: Page) => page.evaluate(() => ('said' in window && Array.isArray(window.said) ? window.said.map(String) : []))

const isLive = (page: Page) => page.getByText(/^(Live|Saved)$/).waitFor(NOTICED)
const saysThatStoreIsAway = (page: Page) => page.getByText(AWAY).waitFor(NOTICED)
const comments = (page: Page) => page.getByRole('article', { name: /^Comment by/ }).filter({ hasText: 'Written without a database' })

test('while the database is away, every page says so, and what is written waits; then all of them catch up by themselves', async () => {
  const { database } = t.cluster()
  const mira = await t.cluster().signedIn('mira', 0)
  expect(await mira.command('ticket', randomUUID(), 'create_ticket', { title: 'A long night', body: '' })).toMatchObject({ status: 200 })
  const [writing, idle] = [await open(0, '/tickets/1'), await open(1, '/tickets/1')]
  await signIn(writing, 'mira', PASSWORD)
  for (const page of [writing, idle]) {
    await isLive(page)
    await page.getByText('Checked to version 1').waitFor(NOTICED)
    await listen(page)
  }

  await database.kill()
  await writing.getByLabel('Your comment').fill('Written without a database')
  await writing.getByRole('button', { name: 'Comment', exact: true }).click()
  for (const page of [writing, idle]) await saysThatStoreIsAway(page)
  await writing.getByText('1 change waits for the store').waitFor(NOTICED)
  const late = await open(1, '/tickets/1')
  await saysThatStoreIsAway(late)

  // Again and again it asks whether the store is there.
  let asked = 0
  idle.on('websocket', () => {
    asked += 1
  })
  await expect.poll(() => asked, NOTICED).toBe(4)

  await database.restart()
  const back = performance.now()
  for (const page of [writing, idle, late]) await isLive(page)
  expect(performance.now() - back).toBeLessThan(30_000)
  for (const page of [writing, idle, late]) {
    await comments(page).first().waitFor(NOTICED)
    await page.getByText('Checked to version 2').waitFor(NOTICED)
    expect(await comments(page).count()).toBe(1)
  }
  // Servers end connections meanwhile, and take none; the page says no more of it than there is to say.
  expect(await said(idle)).toEqual(['Live', AWAY, 'Live'])
  expect(new Set(await said(writing))).toEqual(new Set(['Live', '1 change pending', AWAY, 'Saved']))
})
