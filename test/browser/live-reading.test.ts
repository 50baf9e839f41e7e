import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { launchBrowser, openPage, signIn } from '../support/browser.ts'
import type { HttpClient } from '../support/http-client.ts'
import { PASSWORD, startTestServer, type TestServer } from '../support/running-server.ts'

let server: TestServer
let browser: Browser
let mira: HttpClient
const contexts: BrowserContext[] = []

beforeAll(async () => {
  server = await startTestServer()
  for (const name of ['mira', 'jon', 'sam']) await server.addPerson(name)
  await server.addPerson('ada', 'admin')
  mira = await server.signedIn('mira')
  browser = await launchBrowser()
})
afterEach(async () => {
  await Promise.all(contexts.splice(0).map(context => context.close()))
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

/** A page of somebody who has signed in; without a name, a guest's. */
async function open(path: string, name?: string, before: (page: Page) => Promise<unknown> = async () => {}): Promise<Page> {
  const { page } = await openPage(browser, server.address)
  contexts.push(page.context())
  await before(page)
  if (name !== undefined) await signIn(page, name, PASSWORD)
  await page.goto(server.address + path)
  await page.getByText('Live', { exact: true }).waitFor()
  return page
}

/** A ticket with so many comments of Mira's; answers its id and number. */
async function ticket(title: string, comments: number): Promise<{ id: string; number: number }> {
  const id = crypto.randomUUID()
  await recorded(mira.command('ticket', id, 'create_ticket', { title, body: 'As it was first.' }))
  for (let n = 1; n <= comments; n++) await say(id, `Comment number ${n}`)
  const { body } = await mira.get(`/api/tickets/${id}`)
  return { id, number: z.object({ number: z.number() }).parse(body).number }
}

const say = (id: string, body: string) => recorded(mira.command('ticket', id, 'add_comment', { commentId: crypto.randomUUID(), body }))

async function recorded(command: ReturnType<HttpClient['command']>): Promise<void> {
  const { status, body } = await command
  if (status !== 200) throw new Error(JSON.stringify(body))
}

describe('people on the same ticket', () => {
  it('see each other, and who is typing', async () => {
    const { number } = await ticket('Two people look at this', 0)
    const [jon, sam] = [await open(`/tickets/${number}`, 'jon'), await open(`/tickets/${number}`, 'sam')]
    const here = (page: Page) => page.locator('section.here')
    for (const page of [jon, sam]) for (const name of ['Jon', 'Sam']) await here(page).getByText(name).waitFor()

    await jon.getByLabel('Your comment').pressSequentially('I think')
    await sam.getByText('Jon is typing…').waitFor()
    expect(await jon.getByText('is typing…').count()).toBe(0)
    await jon.getByRole('button', { name: 'Comment', exact: true }).click()
    await sam.getByText('Jon is typing…').waitFor({ state: 'hidden' })

    await jon.close()
    await here(sam).getByText('Jon').waitFor({ state: 'hidden' })
  })

  it('somebody who reads further up isn’t moved: what is new waits behind a button with its number', async () => {
    const { id, number } = await ticket('A long conversation', 40)
    const jon = await open(`/tickets/${number}`, 'jon')
    const read = jon.getByText('Comment number 5', { exact: true })
    await isThere(jon, 40)
    await read.scrollIntoViewIfNeeded()
    const before = await read.boundingBox()

    await say(id, 'News, first part')
    await say(id, 'News, second part')
    const pill = jon.getByRole('button', { name: '2 new' })
    await pill.waitFor()
    await jon.getByText('Checked to version 43').waitFor()
    expect(await read.boundingBox()).toEqual(before)
    expect(await jon.getByText('News, first part').count()).toBe(0)

    await pill.click()
    await expect.poll(() => isInWindow(jon, 'News, first part')).toBe(true)
    expect(await pill.count()).toBe(0)
  })

  it('nor where the browser is too busy to tell the page what is in view', async () => {
    const { id, number } = await ticket('A long conversation on a busy machine', 40)
    const jon = await open(`/tickets/${number}`, 'jon', page => page.addInitScript(observersFallSilent))
    await isThere(jon, 40)
    await say(id, 'News')
    await jon.getByRole('button', { name: '1 new' }).waitFor()
    expect(await jon.getByText('News', { exact: true }).count()).toBe(0)
  })

  it('nothing of a history is held back as news while it arrives in parts', async () => {
    const { number } = await ticket('A long conversation that is opened slowly', 60)
    const guest = await open(`/tickets/${number}`, undefined, async page => {
      const debugging = await page.context().newCDPSession(page)
      await debugging.send('Emulation.setCPUThrottlingRate', { rate: 10 })
    })
    await isThere(guest, 60)
    expect(await guest.getByRole('button', { name: /new$/ }).count()).toBe(0)
  })

  it('somebody at the end sees what is new at once', async () => {
    const { id, number } = await ticket('A short conversation', 1)
    const jon = await open(`/tickets/${number}`, 'jon')
    await jon.getByText('Comment number 1').waitFor()
    await say(id, 'News for who waits for them')
    await jon.getByText('News for who waits for them').waitFor()
    expect(await jon.getByRole('button', { name: /new$/ }).count()).toBe(0)
  })
})

/** Waits until a ticket with so many comments stands: checked, all of them shown, and each text as high as it will be. */
async function isThere(page: Page, comments: number): Promise<void> {
  const timeout = 30_000
  await page.getByText(`Checked to version ${comments + 1}`).waitFor({ timeout })
  const texts = page.locator('sd-comment sd-rich-text p')
  await expect.poll(() => texts.count(), { timeout }).toBe(comments)
}

/** Frames that don't come, as far as observers notice. Runs in the page. */
function observersFallSilent(): void {
  window.IntersectionObserver = class extends IntersectionObserver {
    override observe(): void {}
  }
}

async function isInWindow(page: Page, text: string): Promise<boolean> {
  const box = await page.getByText(text).boundingBox()
  const size = page.viewportSize()
  return box !== null && size !== null && box.y >= 0 && box.y + box.height <= size.height
}

describe('the events page', () => {
  it('stands still while paused, counts what waits, and shows it when resumed', async () => {
    const { id, number } = await ticket('Something to watch', 0)
    const guest = await open('/events')
    const feed = guest.getByRole('feed')
    const said = feed.getByRole('article').filter({ hasText: `Mira commented on #${number}` })
    await say(id, 'before the pause')
    await said.first().waitFor()

    await guest.getByRole('button', { name: 'Pause' }).click()
    const shown = await feed.getByRole('article').count()
    await say(id, 'first in the pause')
    await say(id, 'second in the pause')
    const resume = guest.getByRole('button', { name: '2 new · Resume' })
    await resume.waitFor()
    expect(await feed.getByRole('article').count()).toBe(shown)
    expect(await said.count()).toBe(1)

    await resume.click()
    await expect.poll(() => said.count()).toBe(3)
    await guest.getByRole('button', { name: 'Pause' }).waitFor()
    await say(id, 'after the pause')
    await expect.poll(() => said.count()).toBe(4)
  })
})

describe('a ticket as it was', () => {
  it('an address with a version shows that version; the slider goes to others; nothing can be changed there', async () => {
    const { id, number } = await ticket('What it was called at first', 1)
    await recorded(mira.command('ticket', id, 'edit_ticket', { title: 'What it is called now' }))
    await recorded(mira.command('ticket', id, 'solve_ticket', {}))
    const jon = await open(`/tickets/${number}@1`, 'jon')
    const title = (text: string) => jon.getByRole('heading', { name: text }).waitFor()
    await title('What it was called at first')
    await jon.getByText('You look at version 1 of 4').waitFor()
    expect(await jon.getByText('Comment number 1').count()).toBe(0)
    expect(await jon.getByRole('button', { name: 'Solve', exact: true }).getAttribute('aria-disabled')).toBe('true')
    expect(await jon.getByLabel('Your comment').count()).toBe(0)

    const slider = jon.getByRole('slider', { name: 'Version' })
    await slider.press('ArrowRight')
    await jon.getByText('Comment number 1').waitFor()
    await title('What it was called at first')
    await slider.press('ArrowRight')
    await title('What it is called now')
    expect(new URL(jon.url()).pathname).toBe(`/tickets/${number}@3`)

    await say(id, 'Said while somebody looks back')
    await jon.getByText('You look at version 3 of 5').waitFor()
    expect(await jon.getByText('Said while somebody looks back').count()).toBe(0)
    await jon.getByRole('link', { name: 'Back to now' }).click()
    await jon.getByText('Said while somebody looks back').waitFor()
    await jon.getByRole('button', { name: 'Reopen', exact: true }).waitFor()
  })
})

describe('an administrator', () => {
  it('adds a person, who can sign in; and disables them, which ends the session on their open page, and the page says so', async () => {
    const ada = await open('/people', 'ada')
    await ada.getByRole('button', { name: 'Add a person' }).click()
    await expect.poll(() => ada.getByLabel('Name as shown').evaluate(field => field.matches(':focus'))).toBe(true)
    await ada.getByLabel('Name as shown').fill('Noor Haddad')
    await ada.getByLabel('Sign-in name').fill('noor')
    await ada.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await ada.getByRole('button', { name: 'Add', exact: true }).click()
    await ada.getByRole('row').filter({ hasText: 'Noor Haddad' }).waitFor()

    const { number } = await ticket('Noor is at this', 0)
    const noor = await open(`/tickets/${number}`, 'noor')
    await noor.getByRole('button', { name: 'Solve', exact: true }).waitFor()
    await noor.getByLabel('Your comment').fill('What I was about to say')

    const role = await ada.getByRole('row').filter({ hasText: 'Noor Haddad' }).getByText('Member', { exact: true }).boundingBox()
    if (role === null) throw new Error('the row shows no role')
    await ada.mouse.click(role.x + role.width / 2, role.y + role.height / 2)
    await ada.getByRole('button', { name: 'Disable…', exact: true }).click()
    await ada
      .getByRole('group', { name: /^Disable the account of Noor Haddad/ })
      .getByRole('button', { name: 'Disable' })
      .click()
    await ada.getByRole('button', { name: 'Enable', exact: true }).waitFor()

    await noor.getByText('Your account has been disabled. You can go on reading as a guest.').waitFor()
    await noor.getByRole('button', { name: 'Sign in', exact: true }).first().waitFor()
    await noor.locator('section.here').getByText('1 guest').waitFor()
    expect(await noor.getByLabel('Your comment').inputValue()).toBe('What I was about to say')

    await noor.getByRole('button', { name: 'Sign in', exact: true }).first().click()
    await noor.getByLabel('Name', { exact: true }).fill('noor')
    await noor.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await noor.getByLabel('Password', { exact: true }).press('Enter')
    await noor.getByRole('alert').filter({ hasText: 'Your account is disabled.' }).waitFor()
    expect(await noor.evaluate(async () => (await fetch('/api/session')).json())).toEqual({ guest: true })
  })
})
