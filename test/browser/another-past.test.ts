import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { eventHash } from '../../core/events/hash.ts'
import type { Aggregate } from '../../core/events/names.ts'
import { verifyBundle } from '../../core/proof/bundle/verify.ts'
import { openCheckpoint } from '../../core/proof/log/checkpoint.ts'
import { contradiction } from '../attack/contradiction.ts'
import { EvilOperator } from '../attack/evil-operator.ts'
import { type GrownLog, growLog, serverOn } from '../attack/grown-log.ts'
import { rewritten, withText } from '../attack/rewriting.ts'
import { violations } from '../support/axe.ts'
import { launchBrowser } from '../support/browser.ts'
import { PASSWORD, type TestServer } from '../support/running-server.ts'
import { runCli, temporaryFolder } from '../support/server-process.ts'

const SOON = { timeout: 15_000, interval: 100 }

let log: GrownLog
let ticket: Aggregate
let browser: Browser
let server: TestServer | null = null
let context: BrowserContext | null = null
const folders: { remove(): Promise<void> }[] = []

beforeAll(async () => {
  log = await growLog()
  ticket = { type: 'ticket', id: log.ticket }
  browser = await launchBrowser()
})
afterEach(async () => {
  await context?.close()
  await server?.close()
  for (const folder of folders.splice(0)) await folder.remove()
  server = null
})
afterAll(async () => {
  await browser?.close()
  await log?.remove()
})

/** Lets a browser see the ticket with its proof on an honest server, which is then stopped. Answers with the page and its address. */
async function visited(from: string): Promise<{ page: Page; address: string }> {
  const home = await copyOf(from)
  server = await serverOn(home)
  const { address } = server
  context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  await page.goto(`${address}/tickets/${log.ticket}`)
  await page.getByText(/anchored to \d/).waitFor()
  await untilLogSeen(page)
  await server.close()
  server = null
  return { page, address }
}

/** Until the browser remembers the log, not only the ticket. */
async function untilLogSeen(page: Page): Promise<void> {
  await vi.waitFor(async () => expect(await isLogSeen(page)).toBe(true), SOON)
}

function isLogSeen(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    const answer = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    const database = await answer(indexedDB.open('sealdesk-seen'))
    const found: unknown = await answer(database.transaction('known').objectStore('known').get('checkpoint'))
    database.close()
    return found !== undefined
  })
}

async function copyOf(folder: string): Promise<string> {
  const copy = await temporaryFolder()
  folders.push(copy)
  await cp(folder, copy.path, { recursive: true })
  return copy.path
}

/** The same address, another past behind it. */
async function takeover(folder: string, address: string): Promise<void> {
  server = await serverOn(folder, { PORT: new URL(address).port })
}

async function evilOperator(folder: string): Promise<EvilOperator> {
  const evil = await EvilOperator.on(folder)
  folders.push(evil)
  return evil
}

const banner = (page: Page) => page.locator('sd-alarm-banner section')
/** Its message, without what is folded away. */
const message = async (page: Page) => (await banner(page).locator('h2 + p').textContent()) ?? ''

/** There is an alarm for each contradiction: goes on until it is the one with these words. */
async function showAlarm(page: Page, text: string): Promise<void> {
  await vi.waitFor(async () => {
    const next = page.getByRole('button', { name: 'Show the next one' })
    if (!(await message(page)).includes(text) && (await next.count()) > 0) await next.click()
    expect(await message(page)).toContain(text)
  }, SOON)
}

async function evidenceOf(page: Page) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export the evidence' }).click()])
  expect(download.suggestedFilename()).toMatch(/^sealdesk-evidence-\w+-[\dT-]+\.json$/)
  return JSON.parse(await readFile(await download.path(), 'utf8'))
}

async function dismiss(page: Page, why: string): Promise<void> {
  await page.getByRole('button', { name: 'Dismiss…' }).click()
  await page.getByLabel('Who explained it, and how').fill(why)
  await page.getByRole('button', { name: 'Dismiss the alarm' }).click()
  await page.locator('sd-dismiss-dialog').waitFor({ state: 'detached' })
}

async function signIn(page: Page): Promise<void> {
  const send = async (body: object) => {
    await fetch('/api/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  }
  await page.evaluate(send, { name: 'root', password: PASSWORD })
}

/** A side of the evidence, saved as two files, is what the command line takes. */
async function expectCliVerifies({ bundle, trust }: { bundle: string; trust: unknown }): Promise<void> {
  const home = await temporaryFolder()
  folders.push(home)
  await writeFile(join(home.path, 'before.json'), bundle)
  await writeFile(join(home.path, 'trust.json'), JSON.stringify(trust))
  const { code, stdout } = await runCli(['verify', 'before.json', '--trust', 'trust.json'], home.path)
  expect(code, stdout).toBe(0)
}

async function shot(page: Page, name: string): Promise<void> {
  if (process.env.SHOTS !== undefined) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`) })
}

describe('a browser that was here before', () => {
  it('meets a history rewritten with all that follows: both bundles together convict whoever has the log’s key', async () => {
    const { page, address } = await visited(log.first)
    const evil = await evilOperator(log.first)
    evil.replaceChain(ticket, rewritten(evil.chain(ticket), 2, withText('Nothing ever happened.')))
    await evil.resealLog()
    evil.removeAnchors()
    evil.done()
    await takeover(evil.folder, address)
    await signIn(page)
    await page.goto(`${address}/tickets/${log.ticket}`)
    await page.getByRole('alert').filter({ hasText: 'Version 4 of this ticket fails its check' }).waitFor()
    await page.getByText('This browser has seen another event here before.').waitFor()
    for (const name of ['Solve', 'Comment'])
      expect(await page.getByRole('button', { name, exact: true }).getAttribute('aria-disabled')).toBe('true')

    await showAlarm(page, 'Version 4 of a history is another event than this browser has seen there before.')
    await page.locator('sd-alarm-banner').getByText('What was seen', { exact: true }).click()
    expect(await violations(page)).toEqual([])
    await shot(page, 'alarm')
    const evidence = await evidenceOf(page)
    expect(evidence).toMatchObject({ format: 'sealdesk/evidence/v1', kind: 'head', aggregate: ticket, origin: log.trust.origin })
    const { remembered, shown } = evidence
    for (const { head } of [remembered, shown]) expect(head).toMatchObject({ version: 4, hash: eventHash(head.header) })
    expect(verifyBundle(remembered.bundle, remembered.trust)).toMatchObject({ verdict: 'VALID', ranges: [{ proven: 'anchored' }] })
    expect(verifyBundle(shown.bundle, remembered.trust)).toMatchObject({ verdict: 'VALID', ranges: [{ proven: 'signed' }] })
    expect(contradiction(remembered.bundle, shown.bundle)).toBe(2)
    await expectCliVerifies(remembered)
  })

  it('meets a restored backup: the log is smaller than it has seen, and the ticket shorter', async () => {
    const { page, address } = await visited(log.second)
    const restored = await evilOperator(log.first)
    await restored.takeNetworkOf(log.second)
    restored.done()
    await takeover(restored.folder, address)
    await page.goto(`${address}/tickets`)
    await banner(page).getByText('The server’s log is smaller than this browser has seen it before.').waitFor()
    const evidence = await evidenceOf(page)
    expect(evidence).toMatchObject({ kind: 'checkpoint', server: address, origin: log.trust.origin })
    const [before, now] = [evidence.remembered, evidence.shown].map(side => openCheckpoint(side.checkpoint, log.trust.logKey).size)
    expect(now).toBeLessThan(before ?? 0)
    await page.goto(`${address}/tickets/${log.ticket}`)
    await page.getByText('This browser has seen this history up to version 6 before; now it ends with version 4.').waitFor()
    await showAlarm(page, 'up to version 6 now ends with version 4')
  })

  it('meets a server that doesn’t know the ticket any more', async () => {
    const { page, address } = await visited(log.first)
    const evil = await evilOperator(log.first)
    evil.removeAggregate(ticket)
    evil.done()
    await takeover(evil.folder, address)
    await page.goto(`${address}/tickets/${log.ticket}`)
    await page.getByText('This browser has seen this history up to version 4 before; now it ends with version 0.').waitFor()
    await showAlarm(page, 'isn’t there any more')
  })

  it('meets another log under the same address: an alarm on every page, also after a reload, until somebody has explained it', async () => {
    const { page, address } = await visited(log.first)
    const other = await growLog()
    folders.push(other)
    await takeover(other.first, address)
    await page.goto(`${address}/board`)
    await banner(page).getByText('another trust file than at your first visit: another log, another key, another genesis seal').waitFor()
    await page.goto(`${address}/people`)
    await banner(page).waitFor()
    const evidence = await evidenceOf(page)
    expect(evidence).toMatchObject({ kind: 'trust', remembered: { trust: log.trust }, shown: { trust: other.trust } })

    await page.getByRole('button', { name: 'Dismiss…' }).click()
    const confirm = page.getByRole('button', { name: 'Dismiss the alarm' })
    await confirm.click()
    await page.getByText('Write down who or what explained it.').waitFor()
    await page.getByLabel('I know why, and it is right').check()
    await page.getByLabel('Who explained it, and how').fill('Root told me on the phone')
    expect(await violations(page)).toEqual([])
    await shot(page, 'dismiss')
    await Promise.all([page.waitForEvent('load'), confirm.click()])
    await untilLogSeen(page)
    expect(await banner(page).count()).toBe(0)
  })

  it('puts an alarm aside and goes on remembering: the ticket stays locked, and the same contradiction doesn’t come again', async () => {
    const { page, address } = await visited(log.first)
    const evil = await evilOperator(log.first)
    const chain = evil.chain(ticket)
    evil.replaceChain(ticket, chain.slice(0, -1))
    evil.done()
    await takeover(evil.folder, address)
    await page.goto(`${address}/tickets/${log.ticket}`)
    await banner(page).waitFor()
    await dismiss(page, 'Root looks into it')
    await banner(page).waitFor({ state: 'detached' })
    await page.reload()
    await page.getByText('now it ends with version 3').waitFor()
    await signIn(page)
    await page.reload()
    await page.getByText('now it ends with version 3').waitFor()
    expect(await page.getByRole('button', { name: 'Solve' }).getAttribute('aria-disabled')).toBe('true')
    expect(await banner(page).count()).toBe(0)
  })
})
