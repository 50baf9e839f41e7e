import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { launchBrowser, openPage, signIn } from '../support/browser.ts'
import { PASSWORD } from '../support/running-server.ts'

/** Where each of the three finds Sealdesk, on one log; Mira and Jon can sign in with `PASSWORD`. */
export type Addresses = { readonly mira: string; readonly jon: string; readonly guest: string }

async function createTicket(page: Page, title: string, body = ''): Promise<void> {
  await page.goto(new URL(page.url()).origin)
  await page.getByRole('button', { name: 'New ticket' }).click()
  await page.getByLabel('Title', { exact: true }).fill(title)
  if (body !== '') await page.locator('wa-textarea textarea').fill(body)
  await page.getByRole('button', { name: 'Create ticket' }).click()
  await page.getByRole('heading', { name: title }).waitFor()
}

async function assign(page: Page, name: string): Promise<void> {
  // Where a place was just given back through another server, the page hears of it a moment later.
  await (await person(page, name)).and(page.locator('[aria-disabled=false]')).click()
}

async function assignInVain(page: Page, name: string): Promise<void> {
  // The option of somebody without a free place is marked as disabled, and says why when it is chosen all the same.
  await (await person(page, name)).and(page.locator('[aria-disabled=true]')).click({ force: true })
}

async function person(page: Page, name: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Assign…' }).click()
  await page.getByRole('combobox', { name: 'Find a person' }).fill(name)
  return page.getByRole('option', { name })
}

const sees = (page: Page, text: string) => page.getByText(text, { exact: false }).first().waitFor()

/** The main flow, for whatever servers and store it runs on. */
export function describeThreePeople(name: string, start: () => Promise<Addresses>): void {
  describe(name, () => {
    let addresses: Addresses
    let browser: Browser
    let mira: Page
    let jon: Page
    let guest: Page
    const errors: string[][] = []

    async function open(address: string): Promise<Page> {
      const opened = await openPage(browser, address)
      errors.push(opened.errors)
      return opened.page
    }

    beforeAll(async () => {
      addresses = await start()
      // A page that looks for a checkpoint before there is a first one is told so, and the browser tells that as a failed load.
      await vi.waitUntil(async () => (await fetch(new URL('/api/checkpoint', addresses.mira))).ok, { timeout: 30_000 })
      browser = await launchBrowser()
      mira = await open(addresses.mira)
      jon = await open(addresses.jon)
      guest = await open(addresses.guest)
      await signIn(mira, 'mira', PASSWORD)
      await signIn(jon, 'jon', PASSWORD)
    })
    afterAll(() => browser?.close())

    it('a new ticket appears in the others’ lists without a reload', async () => {
      await createTicket(mira, 'The printer is on fire', 'It stands on floor **3**.')
      await sees(jon, 'The printer is on fire')
      await sees(guest, 'The printer is on fire')
    })

    it('a comment appears on the others’ pages, which say to which version they have checked', async () => {
      for (const page of [jon, guest]) {
        await page
          .getByRole('link', { name: /The printer is on fire/ })
          .first()
          .click()
        await sees(page, 'Checked to version 1')
      }
      await jon.getByLabel('Your comment').fill('I bring the extinguisher, @mira.')
      await jon.getByRole('button', { name: 'Comment', exact: true }).click()
      for (const page of [mira, guest]) {
        await sees(page, 'I bring the extinguisher')
        await sees(page, 'Checked to version 2')
      }
    })

    it('an assignment, a label and the priority appear', async () => {
      await assign(mira, 'Jon')
      for (const page of [jon, guest]) await sees(page, 'Checked to version 3')
      await jon.getByRole('button', { name: 'Add a label' }).click()
      await jon.getByLabel('New label').fill('hardware')
      await jon.getByLabel('New label').press('Enter')
      for (const page of [mira, guest]) await page.getByRole('link', { name: 'hardware' }).first().waitFor()
      await mira.getByLabel('Priority').selectOption('urgent')
      for (const page of [jon, guest]) await sees(page, 'Checked to version 5')
    })

    it('solving and reopening appear, and the buttons follow', async () => {
      await jon.getByRole('button', { name: 'Solve', exact: true }).click()
      await mira.getByRole('button', { name: 'Reopen', exact: true }).waitFor()
      await sees(guest, 'Solved')
      await mira.getByRole('button', { name: 'Reopen', exact: true }).click()
      await jon.getByRole('button', { name: 'Solve', exact: true }).waitFor()
      await sees(guest, 'Checked to version 7')
    })

    it('somebody else’s comment can’t be edited, and the button says why; one’s own can', async () => {
      const edit = (page: Page) =>
        page.getByRole('article').filter({ hasText: 'I bring the extinguisher' }).getByRole('button', { name: 'Edit' })
      expect(await edit(mira).getAttribute('aria-disabled')).toBe('true')
      await edit(jon).click()
      const box = jon.getByRole('article').getByRole('textbox')
      await box.fill('I bring two extinguishers.')
      await jon.getByRole('article').getByRole('button', { name: 'Save' }).click()
      for (const page of [mira, guest]) await sees(page, 'I bring two extinguishers.')
    })

    it('the fourth open ticket of one person is refused with a sentence, and solving one frees a place', async () => {
      for (const title of ['Second', 'Third', 'Fourth']) {
        await createTicket(mira, title)
        if (title === 'Fourth') break
        await assign(mira, 'Jon')
        await mira.getByRole('button', { name: 'Unassign' }).waitFor()
      }
      await assignInVain(mira, 'Jon')
      await mira.getByRole('alert').getByText('Jon already has 3 of 3 open tickets. Solve or unassign one first.').waitFor()
      await mira.keyboard.press('Escape')
      await jon.getByRole('button', { name: 'Solve', exact: true }).click()
      await jon.getByRole('button', { name: 'Reopen', exact: true }).waitFor()
      await assign(mira, 'Jon')
      await mira.getByRole('button', { name: 'Unassign' }).waitFor()
    })

    it('a search finds words of title, description and comments, and its address can be opened by others', async () => {
      await guest.goto(addresses.guest)
      await guest.getByRole('searchbox', { name: 'Search tickets' }).or(guest.getByLabel('Search tickets')).first().fill('extinguish')
      await guest.getByRole('link', { name: 'All', exact: false }).first().click()
      await sees(guest, 'The printer is on fire')
      await expect.poll(() => guest.getByText('Second', { exact: true }).count()).toBe(0)
      await expect.poll(() => guest.url()).toContain('text=extinguish')
      await jon.goto(guest.url())
      await sees(jon, 'The printer is on fire')
    })

    it('the guest can change nothing: not by the page, not by the API, not by a page of another site', async () => {
      await guest.goto(`${addresses.guest}/tickets/1`)
      await sees(guest, 'Checked to version')
      expect(await guest.getByRole('button', { name: 'Reopen', exact: true }).getAttribute('aria-disabled')).toBe('true')
      const status = await guest.evaluate(async () => {
        const command = {
          id: crypto.randomUUID(),
          aggregate: { type: 'ticket', id: crypto.randomUUID() },
          type: 'create_ticket',
          payload: { title: 'x', body: '' },
        }
        const answer = await fetch('/api/commands', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(command),
        })
        return answer.status
      })
      expect(status).toBe(401)
    })

    it('none of the pages reported an error', () => {
      // The guest's own call to the API above is told by the browser as a failed load.
      expect(errors.flat().filter(error => !error.includes('401'))).toEqual([])
    })
  })
}
