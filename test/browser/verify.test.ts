import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { eventHash, genesisHash } from '../../core/events/hash.ts'
import { formatHeader } from '../../core/events/header.ts'
import { overflow, violations } from '../support/axe.ts'
import { demonstrationInBrowser } from '../support/demonstration-in-browser.ts'
import { ROOT } from '../support/server-process.ts'
import vectors from '../vectors/bundle.json' with { type: 'json' }

type Part = 'a proof bundle' | 'a trust file' | 'a list of block headers'
type TestFile = { readonly name: string; readonly mimeType: string; readonly buffer: Buffer }

const VERIFIER = pathToFileURL(join(ROOT, 'dist/client/verifier.html')).href

const file = (name: string, text: string | Buffer): TestFile => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) })
const json = (name: string, value: unknown) => file(name, JSON.stringify(value))

const trust = json('trust.json', vectors.trust)
const headers = file('headers.txt', vectors.trustedHeaders)

function valid(name: string): TestFile {
  const found = vectors.valid.find(vector => vector.name === name)
  if (found === undefined) throw new Error(`no such bundle: ${name}`)
  return json('bundle.json', found.bundle)
}

function invalid(name: string) {
  const found = vectors.invalid.find(vector => vector.name === name)
  if (found?.bundle === undefined) throw new Error(`no such bundle: ${name}`)
  return { ...found, file: json('bundle.json', found.bundle) }
}

const desk = demonstrationInBrowser()

async function open(url: string, options: BrowserContextOptions = {}) {
  const opened = await desk.open(url, options)
  await opened.page.getByText('The verifier is loaded.').waitFor()
  return opened
}

const openVerify = (options: BrowserContextOptions = {}) => open(`${desk.url}/verify`, options)
const choose = (page: Page, part: Part, chosen: TestFile) => page.getByLabel(`Choose ${part}`).setInputFiles(chosen)

async function check(page: Page, bundle: TestFile, ...others: readonly TestFile[]): Promise<void> {
  await choose(page, 'a proof bundle', bundle)
  for (const other of others) await choose(page, other.name === headers.name ? 'a list of block headers' : 'a trust file', other)
}

const status = (page: Page) => page.getByRole('status').filter({ hasText: /./ }).first()
const verdict = (page: Page) => page.locator('sd-verdict-view')
/** All that the verdict says. */
const said = (page: Page) => verdict(page).evaluate(element => (element.shadowRoot?.textContent ?? '').replaceAll(/\s+/g, ' '))
/** `passed`, `failed` … of the check with this title. */
const step = (page: Page, title: string) => page.locator('sd-check-list').getByRole('listitem').filter({ hasText: title })

describe('the Verify page', () => {
  it('checks a good bundle step by step, and says what is proven and what it can’t tell', async () => {
    const { page, errors } = await openVerify()
    await check(page, valid('complete'))
    await page.getByText('Add a trust file to go on').waitFor()
    await choose(page, 'a trust file', trust)
    await verdict(page).getByRole('heading', { name: 'Valid, and anchored' }).waitFor()
    expect(await status(page).textContent()).toMatch(/^Valid: 9 events checked in [\d,]+ ms\.$/)
    const text = await said(page)
    expect(text).toContain('Versions 1–8: anchored')
    expect(text).toContain('Not after2026-11-23 09:30:00 UTC')
    expect(text).toContain('at height 2136 (as the bundle claims)')
    expect(text).toContain('Version 9: chained only')
    expect(text).toContain('4 present and as committed to: versions 1, 3–4, 8')
    expect(text).toContain('1 erased, and that is on record: version 5')
    expect(text).toContain('Only its work is shown')
    expect(text).toContain('Whether this is the latest state')
    expect(await step(page, 'The events form a chain').textContent()).toContain('passed')
    expect(await step(page, 'You know the block').textContent()).toContain('nothing to check')
    expect(errors).toEqual([])
  })

  it('knows the block, its height and its time with a list of headers', async () => {
    const { page } = await openVerify()
    await check(page, valid('complete, the verifier knows the headers'), trust, headers)
    await verdict(page).getByText('Known: it is in the list').waitFor()
    expect(await said(page)).toContain('at height 2136 4c12')
    expect(await step(page, 'You know the block').textContent()).toContain('passed')
  })

  it('says of a bundle without a block that no block says when', async () => {
    const { page } = await openVerify()
    await check(page, valid('not in an anchor yet'), trust)
    await verdict(page).getByText('no transaction holds the checkpoint yet').waitFor()
    expect(await step(page, 'The anchors form one line').textContent()).toContain('nothing to check')
  })

  it.each([
    ['facts of version 2 edited', 'The events form a chain'],
    ['signature edited', 'The log signed it'],
    ['block of another transaction', 'The anchor is in a block'],
  ])('calls a tampered bundle invalid, with the check, the version and the two values: %s', async (name, title) => {
    const { page } = await openVerify()
    const tampered = invalid(name)
    await check(page, tampered.file, trust)
    await verdict(page).getByRole('heading', { name: 'Invalid' }).waitFor()
    const text = await said(page)
    expect(text).toContain(`${title} (${tampered.check})`)
    for (const value of [tampered.rule, String(tampered.version), tampered.expected]) expect(text).toContain(value)
    expect(await step(page, title).textContent()).toContain('failed')
    expect(await status(page).textContent()).toBe(`Invalid: the check “${title}” failed at version ${tampered.version}.`)
  })

  it('refuses a bundle of another log than the trust file’s', async () => {
    const { page } = await openVerify()
    await check(page, invalid('origin differs from the trust file').file, trust)
    await verdict(page).getByText('The bundle is from another log.').waitFor()
    expect(await said(page)).toContain('other.example/log')
    expect(await step(page, 'The events form a chain').textContent()).toContain('not reached')
  })

  it('says each mistake in what was brought in a sentence, and gives no verdict for it', async () => {
    const { page } = await openVerify()
    const alert = page.getByRole('alert')
    await choose(page, 'a trust file', file('note.txt', 'hello'))
    await alert.getByText('note.txt is no trust file').waitFor()
    await choose(page, 'a proof bundle', file('empty.json', ''))
    await alert.getByText('empty.json is empty.').waitFor()
    await check(page, valid('complete'), json('trust.json', { ...vectors.trust, network: 'moon' }))
    await page.getByText('The trust file can’t be used: network is not main, test or dev.').waitFor()
    await choose(page, 'a trust file', trust)
    await verdict(page).waitFor()
    await choose(page, 'a list of block headers', file('headers.txt', `1 ${'ab'.repeat(32)}\n2 nonsense\n`))
    await page.getByText('The list of block headers can’t be used: line 2').waitFor()
    expect(await verdict(page).count()).toBe(0)
  })

  it('calls garbage that was chosen as a bundle invalid by its form', async () => {
    const { page } = await openVerify()
    await check(page, file('bundle.json', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0x00])), trust)
    await verdict(page).getByRole('heading', { name: 'Invalid' }).waitFor()
    expect(await said(page)).toContain('The bundle can be read (format)')
  })

  it('marks what was checked against the server’s own trust file as less, and says why it can’t be had', async () => {
    const { page } = await openVerify()
    await page.route('**/api/trust', route => route.fulfill({ json: vectors.trust }))
    await choose(page, 'a proof bundle', valid('complete'))
    await page.getByRole('button', { name: 'Use this server’s' }).click()
    await verdict(page).getByText('It shows that the server agrees with itself').waitFor()
    await page.getByText('Shows less than a trust file that you kept yourself').waitFor()
    await page.getByRole('button', { name: 'Remove: Trust file' }).click()
    await page.unroute('**/api/trust')
    await page.context().setOffline(true)
    await page.getByRole('button', { name: 'Use this server’s' }).click()
    await page.getByRole('alert').getByText('The server can’t be reached.').waitFor()
    expect(await verdict(page).count()).toBe(0)
  })

  it('finds out by itself what each of the dropped files is', async () => {
    const { page } = await openVerify()
    const dropped = [headers, trust, valid('complete'), file('note.txt', 'hello')].map(({ name, buffer }) => ({
      name,
      text: buffer.toString(),
    }))
    await page.evaluate(files => {
      const dataTransfer = new DataTransfer()
      for (const { name, text } of files) dataTransfer.items.add(new File([text], name))
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, composed: true, cancelable: true }))
    }, dropped)
    await verdict(page).getByText('Known: it is in the list').waitFor()
    await page.getByRole('alert').getByText('note.txt is no proof bundle, no trust file and no list of block headers.').waitFor()
  })

  it('works with the network off, also after a check was given up', async () => {
    const { page } = await openVerify()
    await page.context().setOffline(true)
    await check(page, valid('complete'), trust)
    await verdict(page).waitFor()
    // Long enough that it is still under way when the button is found.
    await page.getByLabel('Choose a proof bundle').setInputFiles(await longBundle())
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('Given up: no verdict.').waitFor()
    expect(await verdict(page).count()).toBe(0)
    await choose(page, 'a proof bundle', valid('complete'))
    await verdict(page).getByText('Versions 1–8: anchored').waitFor()
  })

  it('can be used by keyboard alone', async () => {
    const { page } = await openVerify()
    await check(page, valid('complete'), trust)
    await verdict(page).waitFor()
    await page.getByLabel('Choose a proof bundle').focus()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await page.getByText('Add a proof bundle to go on.').waitFor()
    const chooser = page.waitForEvent('filechooser')
    await page.getByLabel('Choose a proof bundle').focus()
    await page.keyboard.press('Enter')
    await (await chooser).setFiles(valid('complete'))
    await verdict(page).waitFor()
  })

  it('saves the verdict as JSON', async () => {
    const { page } = await openVerify()
    await check(page, valid('complete'), trust)
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save the verdict as JSON' }).click()
    const saved: unknown = JSON.parse(await textOf(await (await download).createReadStream()))
    expect(saved).toMatchObject({ verdict: 'VALID', header: 'work-only', failed: null })
  })

  it.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)('has no violation of WCAG with a verdict on it, in %s at %d px', async (colorScheme, width) => {
    const { page } = await openVerify({ colorScheme, viewport: { width, height: 844 }, reducedMotion: 'reduce' })
    for (const bundle of [valid('complete'), invalid('signature edited').file]) {
      await check(page, bundle, trust)
      await verdict(page)
        .getByRole('heading', { name: /^(Valid|Invalid)/ })
        .waitFor()
      expect({ violations: await violations(page), overflow: await overflow(page) }).toEqual({ violations: [], overflow: 0 })
    }
  })
})

describe('the verifier as one file', () => {
  it('is offered on the page as a download', async () => {
    const { page } = await openVerify()
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Download the verifier' }).click()
    const text = await textOf(await (await download).createReadStream())
    expect((await download).suggestedFilename()).toBe('verifier.html')
    expect(text).toContain("default-src 'none'")
  })

  it('is offered for the command line as well', async () => {
    const { page } = await openVerify()
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'For the command line' }).click()
    const text = await textOf(await (await download).createReadStream())
    expect((await download).suggestedFilename()).toBe('sealdesk-verify.mjs')
    expect(text).toBe(await readFile(join(ROOT, 'dist/client/sealdesk-verify.mjs'), 'utf8'))
  })

  it.each(['verifier.html', 'sealdesk-verify.mjs'])('is a download also where its address is opened: %s', async name => {
    const response = await fetch(`${desk.url}/${name}`)
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${name}"`)
  })

  it('verifies from disk, offline, without asking for anything', async () => {
    const { page } = await desk.open('about:blank')
    const asked: string[] = []
    const problems: string[] = []
    page.on('request', request => asked.push(request.url()))
    page.on('pageerror', error => problems.push(error.message))
    page.on('console', message => problems.push(message.text()))
    await page.context().setOffline(true)
    await page.goto(VERIFIER)
    await page.getByText('The verifier is loaded.').waitFor()
    await check(page, valid('complete'), trust, headers)
    await verdict(page).getByText('Known: it is in the list').waitFor()
    await check(page, invalid('facts of version 2 edited').file)
    await verdict(page).getByRole('heading', { name: 'Invalid' }).waitFor()
    expect(await page.getByRole('button', { name: 'Use this server’s' }).count()).toBe(0)
    expect(asked.filter(url => !url.startsWith('blob:'))).toEqual([VERIFIER])
    expect(problems).toEqual([])
  })

  it.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)('has no violation of WCAG, in %s at %d px', async (colorScheme, width) => {
    const { page } = await open(VERIFIER, { colorScheme, viewport: { width, height: 844 }, reducedMotion: 'reduce' })
    await check(page, valid('complete'), trust)
    await verdict(page).waitFor()
    expect({ violations: await violations(page), overflow: await overflow(page) }).toEqual({ violations: [], overflow: 0 })
  })
})

/** The path of a bundle whose chain is so long that checking it takes a while. */
async function longBundle(): Promise<string> {
  const bundle = vectors.valid[0]?.bundle
  if (bundle === undefined) throw new Error('no bundle')
  const { origin, aggregate } = bundle
  const events: { header: string; salt: null; content: null }[] = []
  let parent = genesisHash(origin, aggregate)
  for (let version = 1; version <= 60_000; version++) {
    const header = formatHeader({
      origin,
      aggregate,
      version,
      parent,
      type: 'ticket_solved',
      schemaVersion: 1,
      recordedAt: '2026-11-23T09:00:00.000Z',
      actor: { type: 'system', id: 'test' },
      commandId: aggregate.id,
      facts: {},
      commitment: null,
      block: null,
    })
    parent = eventHash(header)
    events.push({ header, salt: null, content: null })
  }
  const path = join(desk.folder, 'long.json')
  await writeFile(path, JSON.stringify({ ...bundle, events }))
  return path
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}
