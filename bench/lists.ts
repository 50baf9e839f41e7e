import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PRIORITIES } from '../core/ticket/commands.ts'
import { ticketFilterSchema } from '../core/ticket/filter.ts'
import type { TicketRow } from '../core/ticket/row.ts'
import { openSqliteStore } from '../server/store/sqlite/sqlite-store.ts'
import type { Store } from '../server/store/store.ts'
import { perSecond, print, rate, ratio } from './report.ts'

const SMALL = 100
const LARGE = 100_000
const LABELS = ['bug', 'feature', 'mail', 'ui', 'api', 'billing', 'search', 'security']
const WORDS = 'printer invoice login mobile export currency reminder backup focus dashboard webhook quarter customer archive'.split(' ')
const people = Array.from({ length: 50 }, () => randomUUID())

function row(number: number): TicketRow {
  const at = new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString()
  return {
    id: randomUUID(),
    number,
    title: `The ${WORDS[number % WORDS.length]} and the ${WORDS[(number * 7) % WORDS.length]} (${number})`,
    state: number % 10 < 7 ? 'solved' : 'open',
    assignee: number % 3 === 0 ? null : (people[number % people.length] ?? null),
    priority: PRIORITIES[number % PRIORITIES.length] ?? 'normal',
    labels: [LABELS[number % LABELS.length] ?? 'bug'],
    author: people[number % people.length] ?? null,
    createdAt: at,
    updatedAt: at,
    comments: number % 5,
    version: 3,
  }
}

async function filled(folder: string, count: number): Promise<Store> {
  const store = await openSqliteStore({ file: join(folder, `${count}.db`) })
  const rows = await store.readModels.follow()
  for (let from = 1; from <= count; from += 1000) {
    const tickets = Array.from({ length: Math.min(1000, count - from + 1) }, (_, n) => row(from + n))
    const texts = tickets.map(({ id, title }) => ({ ticket: id, source: 'ticket', text: title, version: 1 }))
    await rows.apply({ tickets, people: [], anchors: [], texts, cursor: String(from).padStart(16, '0') })
  }
  return store
}

/** A page of a list with 100,000 tickets, against the same page with 100. */
export async function benchLists(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sealdesk-bench-'))
  const [small, large] = [await filled(folder, SMALL), await filled(folder, LARGE)]
  const queries = {
    all: {},
    open: { state: 'open' },
    'by label': { label: 'bug' },
    'by assignee, by priority': { assignee: people[1], sort: 'priority' },
    'by text': { text: 'printer quarter' },
  }
  for (const [what, query] of Object.entries(queries)) {
    const filter = ticketFilterSchema.parse(query)
    const page = async (store: Store) => {
      await Promise.all([store.readModels.listTickets(filter, { limit: 50, cursor: null }), store.readModels.countTickets(filter)])
      return 1
    }
    const [few, many] = [await perSecond(() => page(small), 700), await perSecond(() => page(large), 700)]
    print(`A page of 50 and its counts, ${what}`, [
      { what: `of ${SMALL.toLocaleString('en')} tickets`, rate: rate(few, 'pages'), ratio: ratio(few, few) },
      { what: `of ${LARGE.toLocaleString('en')} tickets`, rate: rate(many, 'pages'), ratio: ratio(many, few) },
    ])
  }
  await small.close()
  await large.close()
  await rm(folder, { recursive: true })
}
