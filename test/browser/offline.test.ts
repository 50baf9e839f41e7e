import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { DEMONSTRATION_PASSWORD } from '../../server/demonstration/people.ts'
import { launchBrowser, openPage, signIn } from '../support/browser.ts'
import { HttpClient } from '../support/http-client.ts'
import { type ServerProcess, startServerProcess, temporaryFolder } from '../support/server-process.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let server: ServerProcess
let browser: Browser
const contexts: BrowserContext[] = []

const start = (port = '0') => startServerProcess(folder.path, { DEMO: 'on', LOG_LEVEL: 'silent', PORT: port })

beforeAll(async () => {
  folder = await temporaryFolder()
  server = await start()
  browser = await launchBrowser()
})
afterEach(async () => {
  await Promise.all(contexts.splice(0).map(context => context.close()))
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await folder?.remove()
})

/** A page on a ticket; without a name, a guest's. */
async function openTicket(number: number, name?: string, prepare?: (page: Page) => Promise<void>): Promise<Page> {
  const { page } = await openPage(browser, 'about:blank')
  contexts.push(page.context())
  await prepare?.(page)
  await page.goto(`${server.url}/tickets/${number}`)
  await isLive(page)
  if (name !== undefined) await signIn(page, name, DEMONSTRATION_PASSWORD)
  await isLive(page)
  await page.getByText('Checked to version').waitFor()
  return page
}

const isLive = (page: Page) => page.getByText(/^(Live|Saved)$/).waitFor()
const isOffline = (page: Page) => page.getByText('Offline since').waitFor()
const box = (page: Page) => page.getByLabel('Your comment')
const waitingNote = (page: Page) => page.getByText('Waiting for the connection; it will be sent by itself.')
const comments = (page: Page, text: string) => page.getByRole('article', { name: /^Comment by/ }).filter({ hasText: text })

async function comment(page: Page, text: string): Promise<void> {
  await box(page).fill(text)
  await page.getByRole('button', { name: 'Comment', exact: true }).click()
}

/** How often a text stands in the log, whoever may see it. */
async function recorded(text: string): Promise<number> {
  const response = await fetch(`${server.url}/api/events.ndjson`)
  return (await response.text()).split('\n').filter(line => line.includes(text)).length
}

describe('a page that loses its server', () => {
  it('a comment waits where it will stand, is sent by itself when the server is back, and is there once', async () => {
    const mira = await openTicket(12, 'mira')
    const guest = await openTicket(12)
    await server.stop()
    for (const page of [mira, guest]) await isOffline(page)

    await comment(mira, 'Written while the server was away')
    await waitingNote(mira).waitFor()
    expect(await box(mira).inputValue()).toBe('')
    await mira.getByText('1 change waits until you are online').waitFor()

    server = await start(new URL(server.url).port)
    for (const page of [mira, guest]) {
      // Who doesn't wait presses; the page may come back by itself before.
      await Promise.race([page.getByRole('button', { name: 'Try now' }).click(), isLive(page)])
      await isLive(page)
      await comments(page, 'Written while the server was away').first().waitFor()
    }
    await waitingNote(mira).waitFor({ state: 'hidden' })
    for (const page of [mira, guest]) expect(await comments(page, 'Written while the server was away').count()).toBe(1)
    expect(await recorded('Written while the server was away')).toBe(1)
  })

  it('a comment whose acknowledgement is lost is sent again, and recorded once', async () => {
    let sent = 0
    const jon = await openTicket(12, 'jon', page =>
      page.routeWebSocket(/\/socket\.io\//, socket => {
        const beyond = socket.connectToServer()
        let isLast = false
        socket.onMessage(message => {
          if (message.includes('add_comment')) {
            sent++
            isLast = sent === 1
          }
          beyond.send(message)
        })
        // What the server says to the first attempt never arrives: not its answer, and not the event.
        beyond.onMessage(message => {
          if (isLast) void socket.close()
          else socket.send(message)
        })
      }),
    )
    await comment(jon, 'Sent twice, said once')
    await comments(jon, 'Sent twice, said once').first().waitFor()
    await expect.poll(() => sent, { timeout: 10_000 }).toBe(2)
    await isLive(jon)
    await waitingNote(jon).waitFor({ state: 'hidden' })
    expect(await comments(jon, 'Sent twice, said once').count()).toBe(1)
    expect(await recorded('Sent twice, said once')).toBe(1)
  })

  it('a comment that is refused after the return comes back with the reason, and can be sent again', async () => {
    const sam = await openTicket(12, 'sam')
    await sam.context().setOffline(true)
    await isOffline(sam)
    await comment(sam, 'Said by somebody whose session ended')
    await waitingNote(sam).waitFor()

    // On another machine, Sam changes the password; that ends the session of this page.
    const elsewhere = new HttpClient(server.url)
    await elsewhere.signIn('sam', DEMONSTRATION_PASSWORD)
    const passwords = { current: DEMONSTRATION_PASSWORD, next: 'another password of sam' }
    expect((await elsewhere.request('PUT', '/api/session/password', passwords)).status).toBeLessThan(300)

    await sam.context().setOffline(false)
    await isLive(sam)
    await sam.getByRole('alert').filter({ hasText: 'Your comment was refused' }).waitFor()
    expect(await box(sam).inputValue()).toBe('Said by somebody whose session ended')
    expect(await recorded('Said by somebody whose session ended')).toBe(0)

    await signIn(sam, 'sam', passwords.next)
    await sam.getByRole('button', { name: 'Comment', exact: true }).click()
    await comments(sam, 'Said by somebody whose session ended').first().waitFor()
    expect(await recorded('Said by somebody whose session ended')).toBe(1)
  })

  it('an assignment that became impossible meanwhile is refused with the sentence of the rule', async () => {
    const ada = await openTicket(23, 'ada')
    await ada.context().setOffline(true)
    await isOffline(ada)
    await ada.getByRole('button', { name: 'Assign…' }).click()
    await ada.getByRole('combobox', { name: 'Find a person' }).fill('Kit')
    await ada.getByRole('option', { name: 'Kit' }).click()
    await ada.getByText('1 change waits until you are online').waitFor()

    const kit = await openTicket(18, 'kit')
    await kit.getByRole('button', { name: 'Take it' }).click()
    await kit.getByRole('button', { name: 'Unassign' }).waitFor()

    await ada.context().setOffline(false)
    await isLive(ada)
    await ada.getByRole('alert').filter({ hasText: 'already has 3 open tickets' }).waitFor()
  })

  it('what was being written survives a reload: comment, description, title, new ticket', async () => {
    const ada = await openTicket(17, 'ada')
    await box(ada).fill('Half a comm')
    await ada.getByRole('button', { name: 'Edit the description' }).click()
    await ada.getByLabel('Description').fill('Half a description')
    await ada.getByRole('button', { name: 'Edit the title' }).click()
    await ada.getByLabel('Title', { exact: true }).fill('Half a title')
    await ada.reload()
    await expect.poll(() => box(ada).inputValue()).toBe('Half a comm')
    await expect.poll(() => ada.getByLabel('Description').inputValue()).toBe('Half a description')
    await expect.poll(() => ada.getByLabel('Title', { exact: true }).inputValue()).toBe('Half a title')

    await ada.goto(server.url)
    await ada.getByRole('button', { name: 'New ticket' }).click()
    await ada.getByLabel('Title', { exact: true }).fill('Half a ticket')
    await ada.reload()
    await ada.getByRole('button', { name: 'New ticket' }).click()
    await expect.poll(() => ada.getByLabel('Title', { exact: true }).inputValue()).toBe('Half a ticket')
  })
})
