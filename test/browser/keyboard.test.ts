import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { PASSWORD, startTestServer, type TestServer } from '../support/running-server.ts'

let server: TestServer
let browser: Browser
let page: Page
let errors: string[]

beforeAll(async () => {
  server = await startTestServer()
  await server.addPerson('mira')
  const mira = await server.signedIn('mira')
  for (const title of ['The first ticket', 'The second ticket', 'Something else'])
    await mira.command('ticket', crypto.randomUUID(), 'create_ticket', { title, body: '' })
  browser = await launchBrowser()
  ;({ page, errors } = await openPage(browser, server.address))
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

/** Presses keys one after the other, as a hand does. */
async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

/** The name of what has the focus, looked for through all shadow roots; what has none of its own is called as the control it is part of. */
const focused = () =>
  page.evaluate(() => {
    let element = document.activeElement
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
    const labels = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? [...(element.labels ?? [])] : []
    const label = labels.map(({ textContent }) => textContent).join(' ') || element?.textContent
    const root = element?.getRootNode()
    const whole = root instanceof ShadowRoot ? root.host.textContent : ''
    return [element?.getAttribute('aria-label'), label, whole].map(name => name?.trim() ?? '').find(name => name !== '') ?? ''
  })
const hasFocus = (name: string | RegExp) => expect.poll(focused, { timeout: 5_000 }).toMatch(name)

/** Goes on with Tab until something has the focus; fails where a whole round doesn't meet it. */
async function tabTo(name: string | RegExp): Promise<void> {
  const met: string[] = []
  for (let n = 0; n < 60; n++) {
    await press('Tab')
    met.push(await focused())
    if (new RegExp(name).test(met.at(-1) ?? '')) return
  }
  throw new Error(`Tab doesn’t lead to ${name}, but to: ${met.join(' | ')}`)
}

const dialog = (name: string) => page.getByRole('dialog', { name })
const heading = (name: string) => page.getByRole('heading', { name, exact: true })

describe('a whole round by keyboard alone', () => {
  it('the first Tab offers to skip the navigation', async () => {
    await page.getByText('Live', { exact: true }).waitFor()
    await press('Tab')
    expect(await focused()).toBe('Skip to the content')
    expect((await page.getByRole('button', { name: 'Skip to the content' }).boundingBox())?.y).toBeGreaterThanOrEqual(0)
    await press('Enter', 'Tab')
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.closest('main, header')?.tagName))
      .toBe('MAIN')
  })

  it('signs in', async () => {
    await page.goto(server.address)
    await page.getByText('Live', { exact: true }).waitFor()
    await tabTo(/^Sign in$/)
    await press('Enter')
    await hasFocus('Name')
    await page.keyboard.type('mira')
    await press('Tab')
    await page.keyboard.type(PASSWORD)
    await press('Enter')
    await dialog('Sign in to Sealdesk').waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: /Mira/ }).waitFor()
  })

  it('c opens the form for a new ticket, Escape closes it and keeps what was typed, Ctrl+Enter creates the ticket', async () => {
    await page.goto(server.address)
    await page.getByText('Live', { exact: true }).waitFor()
    await press('c')
    await hasFocus('Title')
    await page.keyboard.type('Typed without a mouse')
    await press('Escape')
    await dialog('New ticket').waitFor({ state: 'hidden' })
    await press('c')
    await hasFocus('Title')
    await expect.poll(() => page.getByLabel('Title', { exact: true }).inputValue()).toBe('Typed without a mouse')
    await tabTo('Description')
    await tabTo(/Preview/)
    await press('Tab')
    await page.keyboard.type('With a *description*.')
    await press('Control+Enter')
    await page.getByRole('heading', { name: 'Typed without a mouse' }).waitFor()
    await dialog('New ticket').waitFor({ state: 'hidden' })
  })

  it('a comment is written and sent from where it is typed', async () => {
    await tabTo('Your comment')
    await page.keyboard.type('And a comment, c j k / ? included.')
    await press('Control+Enter')
    await page
      .getByRole('article', { name: /^Comment by/ })
      .filter({ hasText: 'c j k / ? included.' })
      .waitFor()
    await hasFocus('Your comment')
  })

  it('g t goes to the list; / searches; j, k and Enter choose and open', async () => {
    await page.keyboard.press('Shift+Tab')
    await press('g', 't')
    await heading('Tickets').waitFor()
    await press('/')
    await hasFocus('Search tickets')
    await page.keyboard.type('ticket')
    await expect.poll(() => page.getByRole('listitem').count()).toBe(2)
    await press('Tab', 'j')
    await hasFocus('The second ticket')
    await press('j')
    await hasFocus('The first ticket')
    await press('k')
    await hasFocus('The second ticket')
    await press('j', 'Enter')
    await page.getByRole('heading', { name: 'The first ticket' }).waitFor()
  })

  it('? shows the keys, and Escape gives the focus back', async () => {
    await tabTo('Solve')
    await press('?')
    await dialog('Keyboard shortcuts').waitFor()
    await page.locator('sd-help-sheet').getByText('Go to Board').waitFor()
    await press('Escape')
    await dialog('Keyboard shortcuts').waitFor({ state: 'hidden' })
    await hasFocus('Solve')
  })

  it('Ctrl+K finds a command by its name, and Escape gives the focus back', async () => {
    await press('Control+k')
    await hasFocus('Type a command')
    await press('Escape')
    await dialog('Command palette').waitFor({ state: 'hidden' })
    await hasFocus('Solve')
    await press('Control+k')
    await hasFocus('Type a command')
    await page.keyboard.type('go to ev')
    await press('Enter')
    await heading('Events').waitFor()
    expect(new URL(page.url()).pathname).toBe('/events')
  })

  it('a ticket is opened by its number, assigned, and solved by its key', async () => {
    await press('Control+k')
    await hasFocus('Type a command')
    await page.keyboard.type('1')
    await press('Enter')
    await page.getByRole('heading', { name: 'The first ticket' }).waitFor()
    await tabTo('Assign…')
    await press('Enter')
    await hasFocus('Find a person')
    await page.keyboard.type('mira')
    await press('Enter')
    await page.getByRole('button', { name: 'Unassign' }).waitFor()
    await hasFocus('Assign…')
    await tabTo('Unassign')
    await press('s')
    await page.getByRole('button', { name: 'Reopen', exact: true }).waitFor()
  })

  it('single keys can be switched off; Ctrl+K stays', async () => {
    await press('?')
    await dialog('Keyboard shortcuts').waitFor()
    await tabTo('Single-key shortcuts')
    await press('Space', 'Escape')
    await dialog('Keyboard shortcuts').waitFor({ state: 'hidden' })
    await press('c')
    await press('Control+k')
    await hasFocus('Type a command')
    expect(await dialog('New ticket').count()).toBe(0)
    await press('Escape')
  })

  it('the page reported no error', () => {
    expect(errors).toEqual([])
  })
})
