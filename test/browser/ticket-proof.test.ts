import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parseTrustFile } from '../../core/proof/bundle/read-trust.ts'
import { verifyBundle } from '../../core/proof/bundle/verify.ts'
import { anchor, signedIn, type Worker } from '../attack/grown-log.ts'
import { overflow, violations } from '../support/axe.ts'
import { launchBrowser, openPage } from '../support/browser.ts'
import { temporaryFolder } from '../support/server-process.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let root: Worker
let browser: Browser
const pages: Page[] = []

beforeAll(async () => {
  folder = await temporaryFolder()
  root = await signedIn(folder.path, true)
  // The first epoch is made at once; the next ones when something is anchored.
  await newTicket()
  await anchor(root)
  browser = await launchBrowser()
})
afterEach(async () => {
  await Promise.all(pages.splice(0).map(page => page.context().close()))
})
afterAll(async () => {
  await browser?.close()
  await root?.server.close()
  await folder?.remove()
})

async function newTicket(): Promise<string> {
  const id = randomUUID()
  await root.create(id, 'Water in the cellar')
  return id
}

async function open(ticket: string, options = {}) {
  const opened = await openPage(browser, `${root.server.address}/tickets/${ticket}`, options)
  pages.push(opened.page)
  return opened
}

/** What a reader sees of the line; the exact times are for those who listen. */
const said = (page: Page, text: string | RegExp) => page.locator('sd-proof-line .line').filter({ hasText: text })

async function downloaded(page: Page, button: string): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()])
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') }
}

describe('the proof on a ticket’s page', () => {
  it('says that a new ticket is in no checkpoint yet, and by itself that it is anchored, once it is', async () => {
    const ticket = await newTicket()
    const { page, errors } = await open(ticket)
    await said(page, 'in no signed checkpoint yet').waitFor()
    await anchor(root)
    await said(page, /anchored to 1\b/).waitFor()
    await root.comment(ticket, 'The pump is on its way.')
    await page.getByText('Checked to version 2').waitFor()
    await said(page, /anchored to 1\b/).waitFor()
    await anchor(root)
    await said(page, /anchored to 2\b.*not after/s).waitFor()
    expect(errors).toEqual([])
  })

  it('says not before and not after which time, in short for the eye, exactly for the ear and when pointed at', async () => {
    const ticket = await newTicket()
    await anchor(root)
    const { page } = await open(ticket)
    await said(page, /not before .*not after/s).waitFor()
    const times = page.locator('sd-proof-line time')
    expect(await times.count()).toBe(2)
    const [notBefore, notAfter] = await times.evaluateAll(all => all.map(time => Date.parse(time.getAttribute('datetime') ?? '')))
    expect(notBefore).toBeLessThanOrEqual(notAfter ?? 0)
    const notAfterFact = page.locator('sd-proof-line .fact').filter({ hasText: 'not after' })
    expect(await notAfterFact.getAttribute('title')).toMatch(/^\w+ \d+, \d{4}, .*the time of block [0-9a-f]{64} at height \d+/)
    expect(await times.last().locator('.visually-hidden').textContent()).toMatch(/^\w+ \d+, \d{4}, \d+:\d\d:\d\d/)
  })

  it('says the same times in the line and in the verdict below it, and what they mean', async () => {
    const ticket = await newTicket()
    await anchor(root)
    const { page } = await open(ticket)
    await said(page, /not before .*not after/s).waitFor()
    const times = await page.locator('sd-proof-line time').evaluateAll(all => all.map(time => time.getAttribute('datetime') ?? ''))
    await page.getByRole('button', { name: 'Proof', exact: true }).click()
    await page.getByRole('heading', { name: 'What this can’t tell' }).waitFor()
    const verdict = await page.locator('sd-verdict-view dd').filter({ hasText: 'the time of' }).allInnerTexts()
    expect(verdict.map(text => text.replace(/^(\S+) (\S+) UTC, the time of.*$/s, '$1T$2.000Z'))).toEqual(times)
    await page.getByText('Nothing here was written before that time').waitFor()
    await page.getByText('Nothing here was written or changed after that time').waitFor()
  })

  it('breaks on a narrow phone between whole facts, with no separator at the edge of a line', async () => {
    const ticket = await newTicket()
    await anchor(root)
    const { page } = await open(ticket, { viewport: { width: 320, height: 844 } })
    await said(page, /not before .*not after/s).waitFor()
    const line = page.locator('sd-proof-line .line')
    expect(await line.textContent()).not.toContain('·')
    const { left, facts } = await line.evaluate(element => ({
      left: element.getBoundingClientRect().left,
      facts: [...element.querySelectorAll('.fact')].map(fact => {
        const { top, height, left } = fact.getBoundingClientRect()
        return { top, left, rows: height / Number.parseFloat(getComputedStyle(fact).lineHeight) }
      }),
    }))
    expect(facts).toHaveLength(3)
    for (const { rows } of facts) expect(rows).toBeLessThan(1.5)
    // Separators stand in the gap before a fact; that of the first in a row lies outside, where nothing is painted.
    const begins = facts.filter(({ top }, at) => top !== facts[at - 1]?.top)
    expect(begins.length).toBeGreaterThan(1)
    expect(begins.map(fact => fact.left)).toEqual(begins.map(() => left))
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/proof-320.png` })
  })

  it('says the same of a ticket that nobody touches, however many anchors come, and whatever else was looked at', async () => {
    const ticket = await newTicket()
    await anchor(root)
    const { page } = await open(ticket)
    const block = async () => {
      await said(page, /not before .*not after/s).waitFor()
      return page.locator('sd-proof-line .fact').filter({ hasText: 'not after' }).getAttribute('title')
    }
    const first = await block()
    expect(first).toMatch(/time of block [0-9a-f]{64} at height \d+/)
    for (let round = 0; round < 2; round++) {
      const other = await newTicket()
      await anchor(root)
      await page.goto(`${root.server.address}/tickets/${other}`)
      expect(await block()).not.toBe(first)
      await page.goto(`${root.server.address}/tickets/${ticket}`)
      expect(await block()).toBe(first)
    }
  })

  it('tells the bound of the newest anchored version from that of the first', async () => {
    const ticket = await newTicket()
    await anchor(root)
    await root.comment(ticket, 'It comes from the boiler.')
    await anchor(root)
    const { page } = await open(ticket)
    await said(page, 'anchored to 2').waitFor()
    const first = await page.locator('sd-proof-line .fact').filter({ hasText: 'not before' }).getAttribute('title')
    await page.getByRole('button', { name: 'Proof', exact: true }).click()
    const blockOf = (text: string | null) => /block ([0-9a-f]{64})/.exec(text ?? '')?.[1]
    const own = await page.locator('#proof .meaning div').filter({ hasText: 'Version 2 not before' }).textContent()
    expect(blockOf(own)).toBeDefined()
    expect(blockOf(own)).not.toBe(blockOf(first))
    await page.locator('sd-verdict-view').getByText('Version 1 not before').waitFor()
  })

  it('gives the bundle and the trust file, which fit each other, also where its own check began at a later seal', async () => {
    const ticket = await newTicket()
    await anchor(root)
    const { page } = await open(ticket)
    await said(page, 'anchored to 1').waitFor()
    await root.comment(ticket, 'It is dry again.')
    await anchor(root)
    const asked = page.waitForRequest(/\/api\/proofs\/.*&seal=[0-9a-f]{64}:1$/)
    await page.reload()
    await asked
    await said(page, 'anchored to 2').waitFor()
    await page.getByRole('button', { name: 'Proof', exact: true }).click()
    await page.getByText('checked from a seal on').waitFor()
    const bundle = await downloaded(page, 'Download the proof')
    const trust = await downloaded(page, 'Trust file')
    expect(bundle.name).toMatch(/^ticket-\d+\.proof\.json$/)
    const verdict = verifyBundle(bundle.text, parseTrustFile(trust.text))
    expect(verdict).toMatchObject({ verdict: 'VALID', aggregate: { type: 'ticket', id: ticket }, ranges: [{ to: 2, proven: 'anchored' }] })
  })

  it('explains on demand what is proven and what isn’t, for everybody, also on a phone', async () => {
    const ticket = await newTicket()
    await anchor(root)
    const { page } = await open(ticket, { viewport: { width: 390, height: 844 } })
    const details = page.getByRole('button', { name: 'Proof', exact: true })
    await details.click()
    await page.getByRole('heading', { name: 'Proof of this history' }).waitFor()
    await page.getByText('What this can’t tell').waitFor()
    expect(await details.getAttribute('aria-expanded')).toBe('true')
    expect(await violations(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/proof-phone.png` })
    await page.setViewportSize({ width: 1280, height: 900 })
    expect(await violations(page)).toEqual([])
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/proof.png` })
  })

  it('calls a proof that fails its check an alarm, and keeps what the server gave as evidence', async () => {
    const ticket = await newTicket()
    await anchor(root)
    const { page } = await openPage(browser, `${root.server.address}/verify`)
    pages.push(page)
    await page.route('**/api/proofs/**', async route => {
      const text = await (await route.fetch()).text()
      await route.fulfill({ contentType: 'application/json', body: text.replace('Water in the cellar', 'Water in the attic!!') })
    })
    await page.goto(`${root.server.address}/tickets/${ticket}`)
    await said(page, 'the proof fails its check').waitFor()
    await page.getByRole('alert').getByText('A proof that the server gave fails its check').waitFor()
    const { text } = await downloaded(page, 'Export the evidence')
    const evidence = JSON.parse(text)
    expect(evidence).toMatchObject({ format: 'sealdesk/evidence/v1', kind: 'proof', aggregate: { id: ticket } })
    expect(verifyBundle(evidence.shown.bundle, evidence.remembered.trust)).toMatchObject({
      verdict: 'INVALID',
      failed: { check: 'content' },
    })
  })
})
