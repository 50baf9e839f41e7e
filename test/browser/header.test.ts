import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage, signIn } from '../support/browser.ts'
import { PASSWORD, startTestServer, type TestServer } from '../support/running-server.ts'

/** As long as a name may be. */
const NAME = 'wolfeschlegelsteinhausenberger-d'
const AWAY = JSON.stringify([{ error: { code: 'store_unavailable', text: 'The store doesn’t answer.' } }])

let server: TestServer
let browser: Browser
const contexts: BrowserContext[] = []

beforeAll(async () => {
  server = await startTestServer()
  await server.addPerson(NAME)
  const person = await server.signedIn(NAME)
  await person.command('ticket', crypto.randomUUID(), 'create_ticket', { title: 'A ticket', body: '' })
  browser = await launchBrowser()
})
afterEach(async () => {
  await Promise.all(contexts.splice(0).map(context => context.close()))
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

type Opened = {
  readonly page: Page
  /** From now on the server answers that its store is away. */
  loseStore(): Promise<void>
}

async function open(name?: string): Promise<Opened> {
  const { page } = await openPage(browser, 'about:blank', { viewport: { width: 719, height: 844 }, reducedMotion: 'reduce' })
  contexts.push(page.context())
  let isAway = false
  let cut = async () => {}
  await page.routeWebSocket(/\/socket\.io\//, socket => {
    const beyond = socket.connectToServer()
    socket.onMessage(message => {
      const asked = isAway ? /^42(\d+)\[/.exec(String(message)) : null
      if (asked === null) beyond.send(message)
      else socket.send(`43${asked[1]}${AWAY}`)
    })
    cut = () => socket.close()
  })
  await page.goto(`${server.address}/tickets/1`)
  await live(page)
  if (name !== undefined) await signIn(page, name, PASSWORD)
  await live(page)
  const loseStore = async () => {
    isAway = true
    await cut()
  }
  return { page, loseStore }
}

const live = (page: Page) => page.getByText('Live', { exact: true }).waitFor()

async function comment(page: Page): Promise<void> {
  await page.getByLabel('Your comment').fill('Written meanwhile')
  await page.getByRole('button', { name: 'Comment', exact: true }).click()
}

type State = { readonly name: string; readonly buttons: readonly (string | RegExp)[]; reach(): Promise<Page> }

const ACCOUNT = /^Account Wolfe/
const STATES: readonly State[] = [
  { name: 'a guest', buttons: ['Sign in', 'Account Guest'], reach: async () => (await open()).page },
  { name: 'signed in', buttons: [ACCOUNT], reach: async () => (await open(NAME)).page },
  {
    name: 'a guest whose server is away',
    buttons: ['Try now', 'Sign in', 'Account Guest'],
    async reach() {
      const { page } = await open()
      await page.context().setOffline(true)
      await page.getByText('Offline since').waitFor()
      return page
    },
  },
  {
    name: 'a change that waits for the server',
    buttons: ['Try now', ACCOUNT],
    async reach() {
      const { page } = await open(NAME)
      await page.context().setOffline(true)
      await page.getByText('Offline since').waitFor()
      await comment(page)
      await page.getByText('1 change waits until you are online').waitFor()
      return page
    },
  },
  {
    name: 'a guest whose server has lost its store',
    buttons: ['Try now', 'Sign in', 'Account Guest'],
    async reach() {
      const { page, loseStore } = await open()
      await loseStore()
      await page.getByText('The server’s store hasn’t answered since').waitFor()
      return page
    },
  },
  {
    name: 'a change that waits for the store',
    buttons: ['Try now', ACCOUNT],
    async reach() {
      const { page, loseStore } = await open(NAME)
      await loseStore()
      await page.getByText('The server’s store hasn’t answered since').waitFor()
      await comment(page)
      await page.getByText('1 change waits for the store').waitFor()
      await page.getByText('Waiting for the store; it will be sent by itself.').waitFor()
      return page
    },
  },
]

/** What of the header is outside of the window, cut off, or hidden behind something else. */
function lost(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found = new Set<string>()
    const isSeen = (element: Element, { left, right, top, bottom }: DOMRect) => {
      const root = element.getRootNode()
      const hit =
        root instanceof ShadowRoot || root instanceof Document ? root.elementFromPoint((left + right) / 2, (top + bottom) / 2) : null
      return left >= 0 && right <= window.innerWidth && top >= 0 && element.contains(hit)
    }
    const look = (element: Element): void => {
      if (element.matches('nav, .skip, .visually-hidden, .name')) return
      if (element.matches('button, a') && !isSeen(element, element.getBoundingClientRect())) found.add(element.textContent.trim())
      for (const node of element.childNodes) {
        if (!(node instanceof Text) || node.data.trim() === '') continue
        const range = document.createRange()
        range.selectNode(node)
        if ([...range.getClientRects()].some(line => !isSeen(element, line))) found.add(node.data.trim())
      }
      for (const child of [...element.children, ...(element.shadowRoot?.children ?? [])]) look(child)
    }
    const header = document.querySelector('sd-app')?.shadowRoot?.querySelector('header')
    if (header == null) return ['the header']
    if (header.scrollWidth > header.clientWidth) found.add('the end of the header')
    if (document.documentElement.scrollWidth > window.innerWidth) found.add('the end of the page')
    look(header)
    return [...found]
  })
}

describe('the header of a narrow window', () => {
  it.each(STATES)('$name: nothing is cut off, and all controls can be reached', async ({ name: state, buttons, reach }) => {
    const page = await reach()
    for (const width of [719, 560, 390, 360, 320]) {
      await page.setViewportSize({ width, height: 844 })
      expect({ width, lost: await lost(page) }).toEqual({ width, lost: [] })
      for (const name of buttons) await page.getByRole('button', { name, exact: true }).first().click({ trial: true })
      if (process.env.SHOTS)
        for (const colorScheme of ['dark', 'light'] as const) {
          await page.emulateMedia({ colorScheme })
          await page.screenshot({
            path: `${process.env.SHOTS}/header-${state}-${width}-${colorScheme}.png`,
            clip: { x: 0, y: 0, width, height: 140 },
          })
        }
    }
  })
})
