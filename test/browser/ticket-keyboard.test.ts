import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { DEMONSTRATION_PASSWORD } from '../../server/demonstration/people.ts'
import { demonstrationInBrowser } from '../support/demonstration-in-browser.ts'

const desk = demonstrationInBrowser()
let page: Page
let errors: string[]

beforeEach(async () => {
  ;({ page, errors } = await desk.open(desk.url))
  await page.request.post(`${desk.url}/api/session`, { data: { name: 'ada', password: DEMONSTRATION_PASSWORD } })
})

const button = (name: string) => page.getByRole('button', { name, exact: true })

/** The name of what has the keyboard, looked for through the shadow roots. */
const focused = () =>
  page.evaluate(() => {
    let element = document.activeElement
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
    return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? ''
  })

/** A ticket of its own, open and nobody's, made by a page that is signed in. */
async function newTicket(body = ''): Promise<string> {
  await page.goto(`${desk.url}/tickets`)
  await page.getByText('Live', { exact: true }).waitFor()
  await page.keyboard.press('c')
  await page.getByLabel('Title', { exact: true }).fill('A ticket for the keyboard')
  if (body !== '') await page.getByRole('textbox', { name: 'Description' }).fill(body)
  await page.keyboard.press('Control+Enter')
  await page.getByText('Checked to version 1').waitFor()
  return page.url()
}

describe('the keyboard on a ticket’s page', () => {
  it('stays where it was when a button turns into its opposite', async () => {
    await newTicket()
    await button('Solve').press('Enter')
    await button('Reopen').waitFor()
    expect(await focused()).toBe('Reopen')
    await button('Reopen').press('Enter')
    await button('Solve').waitFor()
    await button('Take it').press('Enter')
    await button('Unassign').waitFor()
    expect(await focused()).toBe('Unassign')
    await button('Unassign').press('Enter')
    await button('Take it').waitFor()
    expect(await focused()).toBe('Take it')
  })

  it('goes to a neighbour when what it was on has gone', async () => {
    await newTicket()
    await button('Add a label').press('Enter')
    for (const label of ['one', 'two']) {
      await page.getByLabel('New label').fill(label)
      await page.getByLabel('New label').press('Enter')
      await button(`Remove the label ${label}`).waitFor()
    }
    await page.getByLabel('New label').press('Escape')
    await expect.poll(focused).toBe('Add a label')
    await button('Remove the label two').press('Enter')
    await expect.poll(focused).toBe('Remove the label one')
    await button('Remove the label one').press('Enter')
    await expect.poll(focused).toBe('Add a label')

    await page.keyboard.press('r')
    await page.keyboard.type('A comment')
    await page.keyboard.press('Control+Enter')
    await button('Edit this comment').press('Enter')
    await page.getByLabel('Comment', { exact: true }).fill('Another')
    await page.keyboard.press('Control+Enter')
    await expect.poll(focused).toBe('Edit this comment')

    await button('Delete this comment').press('Enter')
    await expect.poll(focused).toBe('Keep it')
    await page.keyboard.press('Escape')
    await expect.poll(focused).toBe('Delete this comment')

    await page.getByRole('link', { name: 'Look back' }).press('Enter')
    await expect.poll(focused).toBe('Version')
    await page.getByRole('link', { name: 'Back to now' }).press('Enter')
    await expect.poll(focused).toBe('Look back')
  })

  it('does with one key what its buttons do, and says why where it can’t', async () => {
    await newTicket()
    await page.keyboard.press('s')
    await button('Reopen').waitFor()
    await page.keyboard.press('a')
    await page.getByRole('log').getByText('solved').waitFor()
    await page.keyboard.press('s')
    await button('Solve').waitFor()
    await page.keyboard.press('a')
    await button('Unassign').waitFor()
    await page.keyboard.press('l')
    await expect.poll(focused).toBe('New label')
    await page.keyboard.press('Escape')
    await page.keyboard.press('h')
    await page.getByText('Each event names the hash').waitFor()
    await page.keyboard.press('r')
    await expect.poll(focused).toBe('Your comment')
  })

  it('reaches the ticket’s actions by the palette, which gives the keyboard away', async () => {
    await newTicket()
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Type a command').fill('comment')
    await page.getByRole('option', { name: 'Write a comment' }).waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(focused).toBe('Your comment')
  })

  it('opens the palette and the help without a connection, and a page that never came comes by itself', async () => {
    await page.goto(`${desk.url}/tickets`)
    await page.getByText('Live', { exact: true }).waitFor()
    await page.waitForLoadState('networkidle')
    await page.context().setOffline(true)
    await page.keyboard.press('?')
    await page.getByText('Single-key shortcuts').waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('Single-key shortcuts').waitFor({ state: 'hidden' })
    await page.keyboard.press('g')
    await page.keyboard.press('d')
    await page
      .getByText(/isn’t here yet|could not be loaded/)
      .first()
      .waitFor()
    await page.context().setOffline(false)
    await page.getByRole('heading', { name: 'Data' }).waitFor({ timeout: 30_000 })
    expect(errors.filter(error => error.includes('Uncaught'))).toEqual([])
  })
})

it('shows the version of the address on the slider', async () => {
  await page.goto(`${desk.url}/tickets/12@3`)
  await page.getByText('You look at version 3 of').waitFor()
  await expect.poll(() => page.getByRole('slider', { name: 'Version' }).inputValue()).toBe('3')
})

it('scrolls a wide line of code in itself, not the page', async () => {
  const address = await newTicket(`\`\`\`\n${'x'.repeat(400)}\n\`\`\``)
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(address)
  const code = page.locator('pre')
  await code.waitFor()
  expect(await code.evaluate(element => element.getBoundingClientRect().right)).toBeLessThanOrEqual(390)
  expect(await page.locator('main').evaluate(element => element.scrollWidth - element.clientWidth)).toBe(0)
})
