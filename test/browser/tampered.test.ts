import { join } from 'node:path'
import Database from 'libsql'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { type ServerProcess, startServerProcess, temporaryFolder } from '../support/server-process.ts'

/** What somebody with an SQLite tool does to ticket #`number`, and what its page then says. */
const CASES = [
  {
    what: 'one byte of an event’s content',
    number: 1,
    sql: `UPDATE events SET content = replace(content, 'a', 'b') WHERE position = (SELECT position FROM event_of WHERE number = 1 AND type = 'comment_added' ORDER BY version LIMIT 1)`,
    says: /check\s*content, rule “commitment”/,
    event: 'comment_added',
  },
  {
    what: 'one byte of an event’s header',
    number: 2,
    sql: `UPDATE events SET header = replace(header, 'user ', 'usex ') WHERE position = (SELECT position FROM event_of WHERE number = 2 AND version = 2)`,
    says: /check\s*chain, rule “header”/,
    event: null,
  },
  {
    what: 'the time of an event',
    number: 3,
    sql: `UPDATE events SET header = substr(header, 1, instr(header, 'Z') - 2) || CASE substr(header, instr(header, 'Z') - 1, 1) WHEN '1' THEN '2' ELSE '1' END || substr(header, instr(header, 'Z')) WHERE position = (SELECT position FROM event_of WHERE number = 3 AND version = 2)`,
    says: /check\s*chain, rule “hash”/,
    event: null,
  },
  {
    what: 'an event that is deleted',
    number: 4,
    sql: `DELETE FROM events WHERE position = (SELECT position FROM event_of WHERE number = 4 AND version = 3)`,
    says: /check\s*chain, rule “version”/,
    event: null,
  },
  {
    what: 'the newest event, deleted',
    number: 5,
    sql: `DELETE FROM events WHERE position = (SELECT max(position) FROM event_of WHERE number = 5)`,
    says: /the server names version \d+ as its newest/,
    event: null,
  },
  {
    what: 'the description, in its first event',
    number: 6,
    sql: `UPDATE events SET content = replace(content, 'e', 'a') WHERE position = (SELECT position FROM event_of WHERE number = 6 AND version = 1)`,
    says: /check\s*content, rule “commitment”/,
    event: 'ticket_created',
  },
] as const

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let server: ServerProcess
let browser: Browser

beforeAll(async () => {
  folder = await temporaryFolder()
  await (await startServerProcess(folder.path, { DEMO: 'on' })).stop()
  const database = new Database(join(folder.path, 'sealdesk.db'))
  database.exec(
    `CREATE TEMP VIEW event_of AS SELECT e.position, e.version, e.type, t.number FROM events e JOIN aggregates a ON a.id = e.aggregate JOIN tickets t ON t.id = a.name`,
  )
  for (const { sql } of CASES) {
    const { changes } = database.prepare(sql).run()
    if (changes !== 1) throw new Error(`this changed ${changes} rows: ${sql}`)
  }
  database.close()
  server = await startServerProcess(folder.path, { DEMO: 'on', LOG_LEVEL: 'silent' })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await folder?.remove()
})

describe('a database that was changed with an SQLite tool', () => {
  it.each(CASES)('$what: the ticket’s page names the event and the check that fails', async ({ number, says, event }) => {
    const { page } = await openPage(browser, `${server.url}/tickets/${number}`)
    const alarm = page.getByRole('alert').filter({ hasText: 'fails its check' })
    await alarm.waitFor()
    const text = await alarm.textContent()
    expect(text).toMatch(/Version \d+ of this ticket fails its check/)
    expect(text).toMatch(says)
    if (event !== null) expect(text).toContain(event)
    await page.context().close()
  })

  it('an untouched ticket checks to its newest version as before', async () => {
    const { page } = await openPage(browser, `${server.url}/tickets/12`)
    await page
      .getByText(/Checked to version \d+/)
      .first()
      .waitFor()
    expect(await page.getByText('fails its check').count()).toBe(0)
    await page.context().close()
  })
})
