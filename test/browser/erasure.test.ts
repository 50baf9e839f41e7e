import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { DEMONSTRATION_PASSWORD } from '../../server/demonstration/people.ts'
import { overflow, violations } from '../support/axe.ts'
import { signIn } from '../support/browser.ts'
import { demonstrationInBrowser } from '../support/demonstration-in-browser.ts'

const desk = demonstrationInBrowser()

async function open(path: string, name: string | null = null) {
  const opened = await desk.open(desk.url + path)
  if (name !== null) await signIn(opened.page, name, DEMONSTRATION_PASSWORD)
  return opened
}

/** A ticket of Ada's own, found by its title, with its number. */
async function ticketOf(page: Page, title: string, body: string): Promise<string> {
  const id = crypto.randomUUID()
  await send(page, 'ticket', id, 'create_ticket', { title, body })
  const answer = await page.request.get(`${desk.url}/api/tickets/${id}`)
  const { number }: { number: number } = await answer.json()
  return `/tickets/${number}`
}

async function send(page: Page, kind: 'ticket' | 'user', id: string, type: string, payload: unknown): Promise<void> {
  const answer = await page.request.post(`${desk.url}/api/commands`, {
    data: { id: crypto.randomUUID(), aggregate: { type: kind, id }, type, payload },
  })
  expect(answer.ok(), await answer.text()).toBe(true)
}

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Erase for good' })
/** What is in the dialog: slotted, and so not inside of it. */
const form = (page: Page) => page.locator('sd-erase-dialog form')

async function ask(page: Page, menu: string | RegExp): Promise<void> {
  await page.getByRole('button', { name: menu }).first().click()
  await page.getByRole('menuitem', { name: 'Erase for good…' }).click()
  await dialog(page).waitFor()
}

async function erase(page: Page, reason = 'personal_data'): Promise<void> {
  await form(page).getByLabel('Reason').selectOption(reason)
  await form(page)
    .getByRole('button', { name: /^Erase/ })
    .click()
  await dialog(page).waitFor({ state: 'hidden' })
}

/** Waits until nothing that is open shows the words. */
const isGone = (page: Page, words: string) => page.getByText(words).first().waitFor({ state: 'detached' })

describe('erasing for good', () => {
  it('takes the words of a comment with all its wordings from every open page, and says by whom, when and why', async () => {
    const ada = (await open('/', 'ada')).page
    const path = await ticketOf(ada, 'A comment too much', 'See below.')
    const { page: guest, errors } = await open(path)
    await ada.goto(desk.url + path)
    await ada.getByLabel('Your comment').fill('My number is 555-0100')
    await ada.getByRole('button', { name: 'Comment', exact: true }).click()
    await ada.getByRole('button', { name: 'Edit this comment' }).click()
    await ada.getByLabel('Comment', { exact: true }).fill('My number is 555-0199')
    await ada.getByRole('button', { name: 'Save' }).click()
    await guest.getByText('555-0199').waitFor()

    await ask(ada, 'More for this comment')
    const said = await form(ada).textContent()
    expect(said).toContain('The words stand in 2 versions.')
    expect(said).toContain('It can’t be undone.')
    expect(said).toContain('stays on record')
    expect(await violations(ada)).toEqual([])
    await form(ada).getByRole('button', { name: 'Erase 2 versions for good' }).click()
    await form(ada).getByRole('alert').getByText('Choose a reason').waitFor()
    await erase(ada)

    for (const page of [ada, guest]) {
      await isGone(page, '555-0199')
      for (const deed of ['Edit', 'Delete']) expect(await page.getByRole('button', { name: `${deed} this comment` }).count()).toBe(0)
      expect(await page.getByTitle('Permanent link to this comment').count()).toBe(1)
      await page
        .getByText(/Erased by Ada Lindqvist.*reason: personal data/)
        .first()
        .waitFor()
    }
    await guest.goto(`${desk.url + path}?view=history`)
    await guest.getByText('Checked to version 5').waitFor()
    expect(await guest.getByText(/Erased by Ada Lindqvist/).count()).toBe(2)
    await guest.getByText(/erased the text of version 2/).waitFor()
    expect(await guest.getByText('555-01').count()).toBe(0)
    expect(errors).toEqual([])
  })

  it('takes an open editor away with the words that were in it', async () => {
    const ada = (await open('/', 'ada')).page
    const path = await ticketOf(ada, 'A comment under correction', 'See below.')
    await ada.goto(desk.url + path)
    await ada.getByLabel('Your comment').fill('My number is 555-0100')
    await ada.getByRole('button', { name: 'Comment', exact: true }).click()
    await ada.getByRole('button', { name: 'Edit this comment' }).click()
    await ada.getByLabel('Comment', { exact: true }).fill('My number is 555-0199')
    const { page } = await open(path, 'ada')
    await ask(page, 'More for this comment')
    await erase(page)
    await ada
      .getByText(/Erased by Ada Lindqvist.*reason: personal data/)
      .first()
      .waitFor()
    expect(await ada.getByRole('textbox', { name: 'Comment', exact: true }).count()).toBe(0)
  })

  it('erases title and description together, and leaves a mark in the list and on the events page', async () => {
    const ada = (await open('/events', 'ada')).page
    const path = await ticketOf(ada, 'Salaries of everybody', 'A long list.')
    const { page, errors } = await open(path, 'ada')
    await ask(page, 'More for the description')
    expect(await form(page).textContent()).toContain('Version 1: title and description')
    await erase(page, 'confidential')
    await page.getByRole('heading', { name: /\(title erased\)/ }).waitFor()
    expect(await page.getByText(/Erased by Ada Lindqvist.*reason: confidential/).count()).toBeGreaterThan(1)
    expect(await page.getByRole('button', { name: 'More for the description' }).count()).toBe(0)
    await ada
      .getByText(/Erased by Ada Lindqvist/)
      .first()
      .waitFor()
    await page.goto(`${desk.url}/?sort=created`)
    await page.getByText('(title erased)').first().waitFor()
    await page.goto(`${desk.url + path}?view=history`)
    await page.getByText('Checked to version 2').waitFor()
    expect(await page.getByText('Salaries').count()).toBe(0)
    expect(errors).toEqual([])
  })

  it('erases one version of several where only that is chosen', async () => {
    const ada = (await open('/', 'ada')).page
    const path = await ticketOf(ada, 'First title', 'Stays.')
    await ada.goto(desk.url + path)
    await ada.getByRole('button', { name: 'Edit the title' }).click()
    await ada.getByLabel('Title', { exact: true }).fill('Secret title')
    await ada.getByRole('button', { name: 'Save' }).click()
    await ada.getByText('Checked to version 2').waitFor()
    await ada.goto(`${desk.url + path}?view=history`)
    await ask(ada, 'More for version 2')
    expect(
      await form(ada)
        .getByRole('checkbox', { name: /^Version 1/ })
        .isChecked(),
    ).toBe(false)
    await erase(ada, 'mistake')
    await ada.getByText('Checked to version 3').waitFor()
    await isGone(ada, 'Secret title')
    await ada.getByRole('button', { name: 'More for version 1' }).waitFor()
    expect(await ada.getByRole('button', { name: 'More for version 2' }).count()).toBe(0)
  })

  it('is for administrators, and nothing happens to who gives it up', async () => {
    const mira = (await open('/tickets/12', 'mira')).page
    await mira.getByText(/Checked to version/).waitFor()
    expect(await mira.getByRole('button', { name: /^More for/ }).count()).toBe(0)
    const ada = (await open('/tickets/12', 'ada')).page
    await ask(ada, 'More for the title')
    await ada.keyboard.press('Escape')
    await dialog(ada).waitFor({ state: 'hidden' })
    expect(await ada.getByText(/Erased by/).count()).toBe(0)
    await expect.poll(() => ada.evaluate(focused)).toBe('More for the title')
  })

  it('erases a person’s names; the person is found by their id from then on', async () => {
    const { page, errors } = await open('/people/kit', 'ada')
    await page.getByRole('button', { name: 'Erase names…' }).click()
    expect(await form(page).textContent()).toContain('can’t sign in any more')
    await erase(page)
    await page.getByRole('heading', { name: /\(name erased\)/ }).waitFor()
    await expect.poll(() => new URL(page.url()).pathname).toMatch(/^\/people\/[0-9a-f-]{36}$/)
    await page
      .getByText(/Erased by Ada Lindqvist/)
      .first()
      .waitFor()
    await page.reload()
    await page.getByRole('heading', { name: /\(name erased\)/ }).waitFor()
    expect(errors).toEqual([])
  })
})

describe.each(['light', 'dark'] as const)('the dialog in %s at 390 px', theme => {
  it('breaks no rule of WCAG, and is no wider than the window', async () => {
    const { page } = await desk.open(`${desk.url}/tickets/14`, {
      viewport: { width: 390, height: 844 },
      colorScheme: theme,
      reducedMotion: 'reduce',
    })
    await signIn(page, 'ada', DEMONSTRATION_PASSWORD)
    await ask(page, 'More for the description')
    expect(await violations(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
  })
})

/** The name of what has the keyboard, through all shadow roots. Runs in the page. */
function focused(): string | null {
  let element = document.activeElement
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
  return element?.getAttribute('aria-label') ?? null
}
