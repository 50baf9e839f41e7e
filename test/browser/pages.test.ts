import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMONSTRATION_PASSWORD } from '../../server/demonstration/people.ts'
import { overflow, violations } from '../support/axe.ts'
import { demonstrationInBrowser } from '../support/demonstration-in-browser.ts'

type Case = {
  readonly name: string
  readonly path: string
  readonly guest?: true
  /** What shows that the page is there with its content. */
  shown(page: Page): Promise<void>
}

const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name }).first().waitFor()
const text = (words: string | RegExp) => (page: Page) => page.getByText(words).first().waitFor()

const CASES: readonly Case[] = [
  { name: 'the list', path: '/', shown: page => page.getByRole('listitem').nth(5).waitFor() },
  { name: 'the board', path: '/board', shown: page => page.getByRole('listitem').nth(5).waitFor() },
  { name: 'a ticket', path: '/tickets/12', shown: text(/Checked to version \d+/) },
  { name: 'the history of a ticket', path: '/tickets/12?view=history', shown: text('Each event names the hash') },
  { name: 'a ticket as it was', path: '/tickets/12@3', shown: text('You look at version 3') },
  { name: 'the events', path: '/events', shown: page => page.getByRole('article').nth(5).waitFor() },
  { name: 'the people', path: '/people', shown: page => page.getByRole('row').nth(5).waitFor() },
  { name: 'a person', path: '/people/mira', shown: heading('Activity') },
  { name: 'the data', path: '/data', shown: page => page.getByRole('row').nth(1).waitFor() },
  { name: 'the anchors', path: '/anchors', shown: heading('How anchoring stands') },
  { name: 'the verifier', path: '/verify', shown: text('The verifier is loaded.') },
  { name: 'an address that is none', path: '/nope', shown: heading('There is nothing here') },
  { name: 'a ticket that is none', path: '/tickets/9999', shown: heading('There is no such ticket') },
  {
    name: 'the sign-in',
    path: '/',
    guest: true,
    async shown(page) {
      await page.getByRole('button', { name: 'Sign in', exact: true }).first().click()
      await page.getByLabel('Password', { exact: true }).waitFor()
    },
  },
  {
    name: 'a new ticket',
    path: '/',
    async shown(page) {
      await page.getByRole('button', { name: 'New ticket' }).click()
      await page.getByLabel('Title', { exact: true }).waitFor()
    },
  },
]

const LOOKS = (['light', 'dark'] as const).flatMap(theme => [1280, 390].map(width => ({ theme, width })))

const desk = demonstrationInBrowser()

describe.each(LOOKS)('every page in $theme at $width px', ({ theme, width }) => {
  let member: Page
  let guest: Page
  let errors: string[]
  let foreign: string[]

  beforeAll(async () => {
    errors = []
    foreign = []
    const open = async () => {
      const context = await desk.browser.newContext({ viewport: { width, height: 844 }, colorScheme: theme, reducedMotion: 'reduce' })
      const page = await context.newPage()
      page.setDefaultTimeout(10_000)
      page.on('pageerror', error => errors.push(error.message))
      page.on('console', message => {
        // A browser calls every answer of 404 an error; there the page and the ticket are truly none.
        const isMissing = /\/nope$|\/9999$/.test(message.location().url)
        if (message.type() === 'error' && !isMissing) errors.push(message.text())
      })
      page.on('request', request => {
        const { protocol, host } = new URL(request.url())
        if (!['data:', 'blob:'].includes(protocol) && host !== new URL(desk.url).host) foreign.push(request.url())
      })
      return page
    }
    ;[member, guest] = await Promise.all([open(), open()])
    const answer = await member.request.post(`${desk.url}/api/session`, { data: { name: 'ada', password: DEMONSTRATION_PASSWORD } })
    expect(answer.status()).toBe(200)
  })
  afterAll(() => Promise.all([member.context().close(), guest.context().close()]))

  it.each(CASES)('$name: no violation of WCAG, nothing wider than the window, no error, nothing foreign', async wanted => {
    const page = wanted.guest ? guest : member
    await page.goto(desk.url + wanted.path)
    await page.getByText('Live', { exact: true }).waitFor()
    await wanted.shown(page)
    const found = {
      violations: await violations(page),
      overflow: await overflow(page),
      errors: errors.splice(0),
      foreign: foreign.splice(0),
    }
    expect(found).toEqual({ violations: [], overflow: 0, errors: [], foreign: [] })
  })
})
