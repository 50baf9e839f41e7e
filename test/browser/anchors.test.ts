import { PrivateKey } from '@bsv/sdk'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { lackingNetwork } from '../../server/anchoring/own-network.ts'
import { DEMONSTRATION_PASSWORD } from '../../server/demonstration/people.ts'
import { overflow, violations } from '../support/axe.ts'
import { launchBrowser, openPage, signIn } from '../support/browser.ts'
import { type ServerProcess, startServerProcess, temporaryFolder } from '../support/server-process.ts'

let browser: Browser
const pages: Page[] = []
const ends: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  browser = await launchBrowser()
})
afterEach(async () => {
  await Promise.all(pages.splice(0).map(page => page.context().close()))
})
afterAll(async () => {
  await browser?.close()
  for (const end of ends.reverse()) await end()
})

async function start(env: NodeJS.ProcessEnv): Promise<ServerProcess> {
  const folder = await temporaryFolder()
  ends.push(folder.remove)
  const server = await startServerProcess(folder.path, { LOG_LEVEL: 'silent', EPOCH_SECONDS: '1', ...env })
  ends.push(server.stop)
  return server
}

async function open(server: ServerProcess, options: BrowserContextOptions = {}) {
  const opened = await openPage(browser, `${server.url}/anchors`, options)
  pages.push(opened.page)
  await opened.page.getByRole('heading', { name: 'How anchoring stands' }).waitFor()
  return opened
}

const anchor = (page: Page, n: number) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: `Anchor ${n}`, exact: true }) })
const button = (page: Page) => page.getByRole('button', { name: 'Anchor now' })

describe('the Anchors page of a server that anchors', () => {
  let server: ServerProcess

  beforeAll(async () => {
    server = await start({ DEMO: 'on', DEV_BLOCK_SECONDS: '0' })
  })

  async function change(page: Page): Promise<void> {
    const answer = await page.request.post(`${server.url}/api/commands`, {
      data: {
        id: crypto.randomUUID(),
        aggregate: { type: 'ticket', id: crypto.randomUUID() },
        type: 'create_ticket',
        payload: { title: 'Something new', body: '' },
      },
    })
    expect(answer.ok()).toBe(true)
  }

  it('shows the first anchor become final by itself, with all that it consists of', async () => {
    const { page, errors } = await open(server)
    await anchor(page, 1).getByText('Final').waitFor({ timeout: 30_000 })
    const { items } = await (await page.request.get(`${server.url}/api/anchors`)).json()
    const { txid, root, height, fee } = items.at(-1)
    const said = await anchor(page, 1).textContent()
    for (const fact of [txid, root, `${height}`, `${fee} satoshis`, 'blocks deep']) expect(said).toContain(fact)
    await anchor(page, 1).getByRole('button', { name: 'Copy the transaction’s id' }).waitFor()
    await page.getByText('Development network').waitFor()
    await page.getByText(/satoshis, enough for about/).waitFor()
    await page.getByRole('link', { name: 'Anchor 1: Final' }).waitFor()
    await anchor(page, 1).getByRole('link', { name: 'Its events' }).click()
    await page.getByText(/prepared anchor 1/).waitFor()
    expect(errors).toEqual([])
  })

  it('makes an anchor for an administrator, which everybody sees come and become final', async () => {
    const { page: guest } = await open(server)
    const { page, errors } = await open(server)
    await signIn(page, 'ada', DEMONSTRATION_PASSWORD)
    await anchor(page, 1).getByText('Final').waitFor()
    await change(page)
    await button(page).click()
    for (const everybody of [page, guest]) await anchor(everybody, 2).getByText('Final').waitFor({ timeout: 30_000 })
    await guest.getByText('through 2 anchors to the open seal').waitFor()
    await button(page).click()
    await page.getByText('Nothing has changed since the newest anchor').waitFor()
    await change(page)
    await page.getByText('Nothing has changed since the newest anchor').waitFor({ state: 'detached' })
    expect(errors).toEqual([])
  })

  it.each([1280, 390])('says how far an anchor is until it is in a block, and nothing moves meanwhile at %i px', async width => {
    const { page } = await open(server, { viewport: { width, height: 900 } })
    const news = await heldBack(page)
    await page.reload()
    await signIn(page, 'ada', DEMONSTRATION_PASSWORD)
    await anchor(page, 1).getByText('Final').waitFor()
    await change(page)
    await page.getByText('Changes wait for it.').waitFor()
    const recording = await page.locator('sd-anchors-page').evaluateHandle(record)
    // The block may be there before the page has the answer: it hears of that afterwards.
    news.hold()
    await button(page).click()
    await expect.poll(() => recording.evaluate(({ said }) => said.at(-1))).toMatch(/^Anchor \d+ was made|^The network has anchor \d+/)
    news.release()
    await expect.poll(() => recording.evaluate(({ said }) => said.at(-1)), { timeout: 30_000 }).toBe('')
    const { places } = await recording.evaluate(recorded => recorded)
    expect(places).toHaveLength(1)
    await anchor(page, 1).waitFor()
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/anchors-${width}.png` })
  })

  it.each([1280, 390])(
    'keeps the button and the whole of a long refusal in the window at %i px, until there is a newer anchor',
    async width => {
      const { page } = await open(server, { viewport: { width, height: 900 } })
      await signIn(page, 'ada', DEMONSTRATION_PASSWORD)
      await anchor(page, 1).getByText('Final').waitFor()
      // As a server answers whose own way leads elsewhere than that of the one that makes the anchors.
      const { message } = lackingNetwork({ kind: 'address', host: '127.0.0.1:9' }, { block: 'a1'.repeat(32), height: 12 })
      const isAsked = (url: URL) => url.pathname === '/api/anchors'
      await page.route(isAsked, route => route.fulfill({ status: 409, json: { error: { code: 'other_network', text: message } } }))
      await button(page).click()
      const refusal = page.getByRole('alert').filter({ hasText: 'is another one than this desk’s anchors are on' })
      for (const part of [button(page), refusal.locator('span')]) {
        const { left, right } = await part.evaluate(reach)
        expect([left >= 0, right <= width]).toEqual([true, true])
      }
      expect(await overflow(page)).toBe(0)
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/refused-${width}.png` })
      await change(page)
      expect((await page.request.post(`${server.url}/api/anchors`)).ok()).toBe(true)
      await refusal.waitFor({ state: 'detached' })
    },
  )

  it('makes an anchor from the palette, and says there what came of it; only for administrators', async () => {
    const { page } = await openPage(browser, server.url)
    pages.push(page)
    await page.getByText('Live', { exact: true }).waitFor()
    const search = async () => {
      await page.keyboard.press('Control+k')
      await expect.poll(() => page.evaluate(focusedRole)).toBe('combobox')
      await page.keyboard.type('anchor now')
    }
    await search()
    await page.getByText('No such command.').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('combobox').waitFor({ state: 'hidden' })
    await signIn(page, 'ada', DEMONSTRATION_PASSWORD)
    await change(page)
    await search()
    await page.keyboard.press('Enter')
    await page.getByText(/^Anchor \d+ was made|^The network has anchor \d+/).waitFor()
    await search()
    await page.keyboard.press('Enter')
    await page.getByText('Nothing has changed since the newest anchor, so nothing new was anchored.').waitFor()
  })

  it('tells who is no administrator why they can’t', async () => {
    const { page } = await open(server)
    await button(page).focus()
    await page.getByText('Sign in as an administrator').waitFor()
    await signIn(page, 'mira', DEMONSTRATION_PASSWORD)
    await button(page).focus()
    await page.getByText('Only an administrator can make an anchor.').waitFor()
    expect(await button(page).getAttribute('aria-disabled')).toBe('true')
  })

  it('leads from the picture to the anchor by keyboard', async () => {
    const { page } = await open(server)
    await page.getByRole('link', { name: 'Anchor 1: Final' }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(focusedId)).toBe('anchor-1')
  })

  it('is reached by keys and by the palette', async () => {
    const { page } = await openPage(browser, server.url)
    pages.push(page)
    await page.getByText('Live', { exact: true }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('a')
    await page.getByRole('heading', { name: 'Anchors', exact: true }).waitFor()
    await page.goto(server.url)
    await page.getByText('Live', { exact: true }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').waitFor()
    await expect.poll(() => page.evaluate(focusedRole)).toBe('combobox')
    await page.keyboard.type('go to anch')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Anchors', exact: true }).waitFor()
  })

  it.each([390, 320, 200])('has every place of the navigation within reach at %i px', async width => {
    const { page } = await open(server, { viewport: { width, height: 700 } })
    for (const name of ['Tickets', 'Anchors', 'Verify']) {
      const link = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name })
      await link.focus()
      const box = await link.boundingBox()
      expect(box === null ? null : box.x >= 0 && box.x + box.width <= width + 1, name).toBe(true)
    }
  })

  it.each(['light', 'dark'] as const)('breaks no rule of WCAG in %s on a phone', async colorScheme => {
    const { page } = await open(server, { viewport: { width: 390, height: 844 }, colorScheme, reducedMotion: 'reduce' })
    await anchor(page, 1).waitFor()
    expect(await violations(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
  })
})

describe('the Anchors page where nothing is anchored', () => {
  it('says so of a server that doesn’t anchor at all', async () => {
    const { page, errors } = await open(await start({ ANCHOR_NETWORK: 'none' }))
    await page.getByRole('heading', { name: 'This server doesn’t anchor' }).waitFor()
    await button(page).focus()
    await page.getByText('This server doesn’t anchor (ANCHOR_NETWORK=none).').waitFor()
    expect(errors).toEqual([])
  })

  it('says what is wrong, and what happens next, where the network can’t be reached', async () => {
    const nowhere = 'http://127.0.0.1:1'
    const server = await start({
      ANCHOR_NETWORK: 'test',
      ANCHOR_KEY: PrivateKey.fromRandom().toWif([0xef]),
      ARC_URL: nowhere,
      WHATSONCHAIN_URL: nowhere,
    })
    const { page } = await open(server)
    await page
      .getByRole('heading', { name: /The network can’t be reached since/ })
      .first()
      .waitFor({ timeout: 30_000 })
    await page
      .getByText(/Nothing is lost\. It is asked again by itself/)
      .first()
      .waitFor()
    await page
      .getByText(/Next try (now|in \d+ (s|min))\./)
      .first()
      .waitFor()
    await page.getByRole('heading', { name: 'Nothing is anchored yet' }).waitFor()
    await page.getByText('Next anchor: When the address has been funded.').waitFor()
    await page.getByRole('button', { name: 'Copy the address' }).waitFor()
    expect(await violations(page)).toEqual([])
  })
})

/** Takes the live connection of a page's next load in hand: what the server tells can be held back, and comes in its order afterwards. */
async function heldBack(page: Page): Promise<{ hold(): void; release(): void }> {
  let held: (() => void)[] | null = null
  await page.routeWebSocket(/\/socket\.io\//, socket => {
    const toServer = socket.connectToServer()
    toServer.onMessage(message => (held === null ? socket.send(message) : held.push(() => socket.send(message))))
  })
  return {
    hold: () => {
      held ??= []
    },
    release: () => {
      for (const send of held ?? []) send()
      held = null
    },
  }
}

/** Each frame: where the button and what follows it stand, and what is said; each kept when it is another one. Runs in the page. */
function record(element: Element): { readonly places: readonly string[]; readonly said: readonly string[] } {
  const places: string[] = []
  const said: string[] = []
  const keep = (list: string[], value: string) => list.at(-1) !== value && list.push(value)
  const look = () => {
    const now = element.shadowRoot?.querySelector('sd-anchor-now')?.shadowRoot
    const button = now?.querySelector('sd-action')?.getBoundingClientRect()
    const status = element.shadowRoot?.querySelector('#status')?.getBoundingClientRect()
    keep(places, `${button?.x} ${button?.y} ${status?.x} ${status?.y}`)
    keep(said, now?.querySelector('[role="status"]')?.textContent?.trim() ?? '')
    requestAnimationFrame(look)
  }
  look()
  return { places, said }
}

/** From where to where what is in an element is seen, also where it flows over. Runs in the page. */
function reach(element: Element): { readonly left: number; readonly right: number } {
  const range = document.createRange()
  range.selectNodeContents(element)
  const rects = [element.getBoundingClientRect(), ...range.getClientRects()]
  return { left: Math.min(...rects.map(({ left }) => left)), right: Math.max(...rects.map(({ right }) => right)) }
}

/** Of what has the keyboard, through all shadow roots. Both run in the page. */
function focusedId(): string | null {
  let element = document.activeElement
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
  return element?.id ?? null
}

function focusedRole(): string | null {
  let element = document.activeElement
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
  return element?.getAttribute('role') ?? null
}
