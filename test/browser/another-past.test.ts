import { randomUUID } from 'node:crypto'
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
import { fetched, type GrownLog, growLog, serverOn } from '../attack/grown-log.ts'
import { rewritten, withText } from '../attack/rewriting.ts'
import { overflow, violations } from '../support/axe.ts'
import { launchBrowser } from '../support/browser.ts'
import { PASSWORD, type TestServer } from '../support/running-server.ts'
import { runCli, temporaryFolder } from '../support/server-process.ts'
import { documentedCheck, HAS_JQ } from './documented-check.ts'

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

/**
 * Lets a browser see the ticket with its proof on an honest server, which is then stopped. Answers with the page and its address. Who comes
 * `again` asks for a proof that begins at a seal checked before, gets one from the newest, and remembers that one.
 */
async function visited(from: string, { again = false } = {}): Promise<{ page: Page; address: string }> {
  const home = await copyOf(from)
  server = await serverOn(home)
  const { address } = server
  context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  await seeAnchored(page, `${address}/tickets/${log.ticket}`)
  await untilLogSeen(page)
  if (again) {
    const asked = page.waitForRequest(/\/api\/proofs\/.*\?seal=/)
    await page.reload()
    const seal = new URL((await asked).url()).searchParams.getAll('seal').at(-1)
    expect(seal).not.toBe(log.trust.genesisSeal)
    await vi.waitFor(async () => expect(await kept(page, 'bundles', `ticket:${log.ticket}`)).toMatchObject({ genesisSeal: seal }), SOON)
  }
  await server.close()
  server = null
  return { page, address }
}

async function seeAnchored(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.getByText(/anchored to \d/).waitFor()
}

/** Until the browser remembers the log, not only the ticket. */
async function untilLogSeen(page: Page): Promise<void> {
  await vi.waitFor(async () => expect(await kept(page, 'known', 'checkpoint')).toBeDefined(), SOON)
}

/** A record of the browser’s own database. */
function kept(page: Page, table: string, key: string): Promise<unknown> {
  return page.evaluate(
    async place => {
      const answer = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => resolve(request.result)
          request.onerror = () => reject(request.error)
        })
      const database = await answer(indexedDB.open('sealdesk-seen'))
      const found: unknown = await answer(database.transaction(place.table).objectStore(place.table).get(place.key))
      database.close()
      return found
    },
    { table, key },
  )
}

async function copyOf(folder: string): Promise<string> {
  const copy = await temporaryFolder()
  folders.push(copy)
  await cp(folder, copy.path, { recursive: true })
  return copy.path
}

/** The same address, another past behind it. */
async function takeover(folder: string, address: string, env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  server = await serverOn(folder, { PORT: new URL(address).port, ...env })
  return server
}

/** Until the server has made its proof of the ticket: before that, there is none of its side to be exported. */
async function untilProven(address: string): Promise<void> {
  await vi.waitFor(async () => expect((await fetch(`${address}/api/proofs/ticket/${log.ticket}`)).status).toBe(200), SOON)
}

/** The store as it was at a moment, in the place of what it has become since. */
async function restoredBackup(moment: string): Promise<string> {
  const restored = await evilOperator(moment)
  await restored.takeNetworkOf(log.second)
  restored.done()
  return restored.folder
}

async function evilOperator(folder: string): Promise<EvilOperator> {
  const evil = await EvilOperator.on(folder)
  folders.push(evil)
  return evil
}

/** On the ticket’s own page. */
const ticketAlarm = (page: Page) => page.locator('sd-chain-alarm')
const banner = (page: Page) => page.locator('sd-alarm-banner section')
/** What it lists where there are several alarms, without what is folded away. */
const listed = (page: Page) => banner(page).locator('h2 + ul > li').allInnerTexts()

async function evidenceOf(page: Page) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export the evidence' }).click()])
  expect(download.suggestedFilename()).toMatch(/^sealdesk-evidence-\w+-[\dT-]+\.json$/)
  const text = await readFile(await download.path(), 'utf8')
  return { text, evidence: JSON.parse(text) }
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
    await untilProven(address)
    await signIn(page)
    await page.goto(`${address}/tickets/${log.ticket}`)
    const alarm = ticketAlarm(page)
    await alarm.getByRole('heading', { name: 'This ticket has another past than this browser has seen' }).waitFor()
    await alarm.getByText('Version 4 of this ticket is another change now than the one that this browser has seen.').waitFor()
    await alarm.getByText('Export the evidence at the top of this page').waitFor()
    for (const name of ['Solve', 'Comment'])
      expect(await page.getByRole('button', { name, exact: true }).getAttribute('aria-disabled')).toBe('true')

    await vi.waitFor(
      async () =>
        expect(await listed(page)).toMatchObject([
          expect.stringMatching(/^The server’s log/),
          expect.stringMatching(/^Ticket #1: seen with another version 4 than now \(\w+ \d+, \d{4}, .*\)\.$/),
        ]),
      SOON,
    )
    await page.locator('sd-alarm-banner').getByText('What was seen', { exact: true }).click()
    expect(await violations(page)).toEqual([])
    await shot(page, 'alarm')
    const { evidence } = await evidenceOf(page)
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
    await takeover(await restoredBackup(log.first), address)
    await page.goto(`${address}/tickets`)
    await banner(page).getByText('The server’s log is smaller than this browser has seen it before.').waitFor()
    const { evidence } = await evidenceOf(page)
    expect(evidence).toMatchObject({ kind: 'checkpoint', server: address, origin: log.trust.origin, also: [] })
    const [before, now] = [evidence.remembered, evidence.shown].map(side => openCheckpoint(side.checkpoint, log.trust.logKey).size)
    expect(now).toBeLessThan(before ?? 0)
    await page.goto(`${address}/tickets/${log.ticket}`)
    const shorter =
      'This browser has seen this ticket up to version 6. The server now shows it only up to version 4: the changes after that are gone.'
    await ticketAlarm(page).getByText(shorter).waitFor()
    await vi.waitFor(
      async () =>
        expect(await listed(page)).toEqual([
          expect.stringMatching(/^The server’s log is smaller .* Last seen as it was: \w+ \d+, \d{4}/),
          expect.stringMatching(/^Ticket #1: seen up to version 6 \(\w+ \d+, \d{4}, .*\), now only up to version 4\.$/),
        ]),
      SOON,
    )
    // It is no check that fails, and no version that isn't on the page is said to.
    expect(await page.getByText('fails its check').count()).toBe(0)
    expect(await violations(page)).toEqual([])
    await shot(page, 'restored')
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await violations(page)).toEqual([])
    await shot(page, 'restored-dark')
  })

  it('tells of one restored backup in one banner, however many tickets went back with it, and while the log goes on', async () => {
    const { page, address } = await visited(log.second)
    server = await serverOn(await copyOf(log.second), { PORT: new URL(address).port })
    await seeAnchored(page, `${address}/tickets/${log.other}`)
    await server.close()
    const restored = await takeover(await restoredBackup(log.begun), address, { EPOCH_SECONDS: '1' })
    const expectListed = (expected: readonly RegExp[]) =>
      vi.waitFor(async () => expect(await listed(page)).toEqual(expected.map(line => expect.stringMatching(line))), SOON)
    const look = async () => {
      for (const id of [log.ticket, log.other]) {
        await page.goto(`${address}/tickets/${id}`)
        await ticketAlarm(page).getByText('Export the evidence at the top of this page').waitFor()
      }
    }
    await look()
    const [ofLog, ofTicket, ofOther] = [
      /^The server’s log is smaller/,
      /^Ticket #1: .* up to version 2\.$/,
      /^Ticket #2: .* up to version 1\.$/,
    ]
    await expectListed([ofLog, ofTicket, ofOther])

    const size = async () => openCheckpoint(await fetched(restored, '/api/checkpoint'), log.trust.logKey).size
    const before = await size()
    await (await restored.signedIn('root')).command('ticket', log.ticket, 'add_comment', { commentId: randomUUID(), body: 'As if.' })
    await vi.waitFor(async () => expect(await size()).toBeGreaterThan(before), SOON)
    await look()
    await expectListed([/^The server’s log/, /^Ticket #1: .* up to version 3\.$/, ofOther])
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await violations(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
    await shot(page, 'restored-phone')

    const { evidence } = await evidenceOf(page)
    expect([evidence, ...evidence.also].map(({ kind, number }) => [kind, number]).sort()).toEqual([
      ['checkpoint', null],
      ['head', 1],
      ['head', 2],
    ])
    await dismiss(page, 'Root looks into it')
    await banner(page).waitFor({ state: 'detached' })
    await ticketAlarm(page).getByText('this ticket up to version 2').waitFor()
    expect((await evidenceOf(page)).evidence).toMatchObject({ kind: 'head', aggregate: { id: log.other }, also: [] })
  })

  it.skipIf(!HAS_JQ)('proves with what it exports, checked as the documentation says, what a restored backup took away', async () => {
    const { page, address } = await visited(log.second, { again: true })
    await takeover(await restoredBackup(log.first), address)
    await untilProven(address)
    await page.goto(`${address}/tickets/${log.ticket}`)
    await ticketAlarm(page).getByText('up to version 6').waitFor()
    const { text, evidence } = await evidenceOf(page)
    const home = await temporaryFolder()
    folders.push(home)
    const { sides, comparison, line } = await documentedCheck(home.path, text, log.kept.second.bundle)
    expect(sides.map(({ code, output }) => [code, output])).toEqual([
      ...Array(4).fill([0, '']),
      ...Array(2).fill([0, expect.stringContaining('Valid')]),
    ])
    const [isOneLog, , , diff] = comparison
    expect(isOneLog?.output).toBe('true')
    expect(diff?.output).toMatch(/^5,6d4\n(< .*\n?){2}$/)
    expect(line.map(({ output }) => output)).toEqual(['', expect.stringContaining('Valid'), '1'])
    expect(evidence).toMatchObject({
      kind: 'head',
      remembered: { givenTrust: log.trust },
      shown: { trust: log.trust, givenTrust: log.trust },
    })
    expect(evidence.remembered.trust).toEqual({ ...log.trust, genesisSeal: expect.not.stringMatching(log.trust.genesisSeal) })
  })

  it('meets a server that doesn’t know the ticket any more', async () => {
    const { page, address } = await visited(log.first)
    const evil = await evilOperator(log.first)
    evil.removeAggregate(ticket)
    evil.done()
    await takeover(evil.folder, address)
    await page.goto(`${address}/tickets/${log.ticket}`)
    await ticketAlarm(page).getByText('The server now says that there is no such ticket.').waitFor()
    await banner(page)
      .getByText(/seen up to version 4 .* now not there at all/)
      .waitFor()
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
    const { evidence } = await evidenceOf(page)
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
    await ticketAlarm(page).getByText('only up to version 3').waitFor()
    await signIn(page)
    await page.reload()
    await ticketAlarm(page).getByText('only up to version 3').waitFor()
    expect(await page.getByRole('button', { name: 'Solve' }).getAttribute('aria-disabled')).toBe('true')
    expect(await banner(page).count()).toBe(0)
  })
})
