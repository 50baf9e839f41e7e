import { afterEach, describe, expect, it, vi } from 'vitest'
import { ListFollower } from '../../../client/state/list-follower.ts'
import type { Sync, SyncAnswer } from '../../../core/protocol/messages.ts'
import { formatTopic } from '../../../core/protocol/topics.ts'
import { compareRows, matchesFilter, type TicketFilter } from '../../../core/ticket/filter.ts'
import type { TicketRow } from '../../../core/ticket/row.ts'
import { startScriptedServer } from './scripted-server.ts'

const ends: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** Ticket `n`, which was changed at second `changed` after the hour. */
function row(n: number, changed: number, other: Partial<TicketRow> = {}): TicketRow {
  return {
    id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    number: n,
    title: `Ticket ${n}`,
    state: 'open',
    assignee: null,
    priority: 'normal',
    labels: [],
    author: null,
    createdAt: '2026-11-23T09:00:00.000Z',
    updatedAt: `2026-11-23T09:00:${String(changed).padStart(2, '0')}.000Z`,
    comments: 0,
    version: changed + 1,
    ...other,
  }
}

/** A follower of a list whose server knows `tickets.all`, and gives out pages of two. */
async function follow(all: readonly TicketRow[], filter: TicketFilter, pageSize = 2) {
  const tickets = { all }
  const server = await startScriptedServer({ sync: message => page(message, tickets.all, filter, pageSize) })
  const follower = new ListFollower(server.connection, filter, (task, delay) => void setTimeout(task, delay / 100))
  ends.push(async () => {
    follower.stop()
    await server.close()
  })
  server.connection.connect()
  const shows = (...numbers: number[]) => vi.waitFor(() => expect(follower.view.value.rows.map(({ number }) => number)).toEqual(numbers))
  const push = (changed: TicketRow) => {
    tickets.all = [...tickets.all.filter(({ id }) => id !== changed.id), changed]
    server.push('delta', { kind: 'list', topic: formatTopic({ kind: 'list', filter }), row: changed })
  }
  return { server, tickets, follower, shows, push }
}

/** Titles are matched as the server would do it. */
function page({ since }: Sync, all: readonly TicketRow[], filter: TicketFilter, size: number): SyncAnswer {
  const found = all
    .filter(ticket => matchesFilter(ticket, filter) !== false && (ticket.title ?? '').includes(filter.text ?? ''))
    .sort((a, b) => compareRows(a, b, filter.sort))
  const from = since === null ? 0 : Number(since)
  const next = from + size < found.length ? String(from + size) : null
  const open = all.filter(({ state }) => state === 'open').length
  return { kind: 'list', rows: found.slice(from, from + size), next, counts: { open, solved: all.length - open } }
}

describe('A followed list', () => {
  const open: TicketFilter = { state: 'open', sort: 'updated' }

  it('shows the first page, and appends the next when asked', async () => {
    const { follower, shows } = await follow([row(1, 1), row(2, 2), row(3, 3)], open)
    await shows(3, 2)
    expect(follower.view.value).toMatchObject({ more: true, counts: { open: 3, solved: 0 } })
    await follower.loadMore()
    await shows(3, 2, 1)
    expect(follower.view.value.more).toBe(false)
  })

  it('puts a changed row where it belongs, and takes away what doesn’t match any more', async () => {
    const { shows, push } = await follow([row(1, 1), row(2, 2)], open)
    await shows(2, 1)
    push(row(1, 5))
    await shows(1, 2)
    push(row(1, 6, { state: 'solved' }))
    await shows(2)
  })

  it('counts anew after a change', async () => {
    const { follower, shows, push } = await follow([row(1, 1), row(2, 2)], open)
    await shows(2, 1)
    push(row(2, 3, { state: 'solved' }))
    await vi.waitFor(() => expect(follower.view.value.counts).toEqual({ open: 1, solved: 1 }))
  })

  it('moves nothing while it is held: new rows wait, changed ones change in their place', async () => {
    const { follower, shows, push } = await follow([row(1, 1), row(2, 2)], open)
    await shows(2, 1)
    follower.hold(true)
    push(row(1, 5, { title: 'Another title' }))
    push(row(3, 6))
    await vi.waitFor(() => expect(follower.view.value.fresh).toBe(1))
    await shows(2, 1)
    expect(follower.view.value.rows[1]?.title).toBe('Another title')
    follower.showFresh()
    await shows(3, 1, 2)
    expect(follower.view.value.fresh).toBe(0)
  })

  it('keeps a row that was solved where somebody reads it, until they look at what is new', async () => {
    const { follower, shows, push } = await follow([row(1, 1), row(2, 2)], open)
    await shows(2, 1)
    follower.hold(true)
    push(row(2, 5, { state: 'solved' }))
    await vi.waitFor(() => expect(follower.view.value.rows[0]?.state).toBe('solved'))
    await shows(2, 1)
    follower.hold(false)
    await shows(1)
  })

  it('leaves a row to a later page where that is its place', async () => {
    const { follower, shows, push } = await follow([row(2, 20), row(3, 30), row(4, 40)], open)
    await shows(4, 3)
    push(row(5, 10))
    push(row(6, 50))
    await shows(6, 4, 3)
    expect(follower.view.value.more).toBe(true)
  })

  it('ignores what is older than what it shows', async () => {
    const { follower, shows, push } = await follow([row(1, 5)], open)
    await shows(1)
    push(row(1, 2, { title: 'Long ago' }))
    push(row(2, 6))
    await shows(2, 1)
    expect(follower.view.value.rows[1]?.title).toBe('Ticket 1')
  })

  it('asks the server whether a new row matches a text', async () => {
    const { shows, push } = await follow([row(1, 1, { title: 'Printer' })], { sort: 'updated', text: 'Printer' })
    await shows(1)
    push(row(2, 2, { title: 'Plotter' }))
    push(row(3, 3, { title: 'Printer again' }))
    await shows(3, 1)
  })

  it('begins anew after the connection was away', async () => {
    const { server, tickets, shows } = await follow([row(1, 1)], open)
    await shows(1)
    tickets.all = [row(2, 2), row(3, 3)]
    server.dropAll()
    await shows(3, 2)
  })
})
