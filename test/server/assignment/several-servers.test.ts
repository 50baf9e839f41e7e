import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Registry } from '../../../server/actors/registry.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { openSqliteStore } from '../../../server/store/sqlite/sqlite-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { dyingStore, overlay, withAppend } from '../../support/stores.ts'
import {
  accepted,
  assignments,
  checkEveryChain,
  createPerson,
  createTicket,
  refusalOf,
  SYSTEM,
  startRegistry,
  toTicket,
} from '../../support/world.ts'
import { mostOpenTickets } from './open-tickets.ts'

const assign = (registry: Registry, ticket: string, assignee: string) =>
  registry.execute(toTicket(ticket, 'assign_ticket', { assignee }), SYSTEM)

/** The clock of a server that looks after a while, when what others have under way seems to be left over. */
const later = () => Date.now() + 60_000

/** A store that stops before the first append of a type of event, until it is let go on. */
function stoppingBefore(store: Store, type: string) {
  let goOn = () => {}
  let stopped = () => {}
  const reached = new Promise<void>(resolve => {
    stopped = resolve
  })
  const going = new Promise<void>(resolve => {
    goOn = resolve
  })
  const stopping = withAppend(store, async (commit, real) => {
    if (commit.events.some(({ fields }) => fields.type === type)) {
      stopped()
      await going
    }
    return real(commit)
  })
  return { store: stopping, reached, goOn: () => goOn() }
}

describe('the open-ticket limit of two servers on one store', () => {
  it('holds when one server settles a place that the other has just reserved', async () => {
    const store = openMemoryStore()
    const slow = stoppingBefore(store, 'ticket_assigned')
    const [a, b] = [startRegistry(slow.store, { openTicketLimit: 1 }), startRegistry(store, { openTicketLimit: 1, now: later })]
    const mira = await createPerson(a, 'mira')
    const [first, second] = [await createTicket(b), await createTicket(b)]
    const late = assign(a, first, mira)
    await slow.reached
    expect(refusalOf(await assign(b, second, mira))).toBe('accepted')
    slow.goOn()
    expect(refusalOf(await late)).toBe('open_ticket_limit')
    expect((await mostOpenTickets(store)).get(mira)).toBe(1)
    expect(await assignments(startRegistry(store), [first, second], [mira])).toEqual([{ person: mira, open: [second], places: [second] }])
  })

  it('holds when the place was reserved by a third, which died, and is given back while it is used', async () => {
    const store = openMemoryStore()
    const b = startRegistry(store, { openTicketLimit: 1, now: later })
    const mira = await createPerson(startRegistry(store), 'mira')
    const [first, second] = [await createTicket(b), await createTicket(b)]
    const dead = startRegistry(dyingStore(store, 2, false).store, { openTicketLimit: 1 })
    await assign(dead, first, mira).catch(() => {})
    const slow = stoppingBefore(store, 'ticket_assigned')
    const late = assign(startRegistry(slow.store, { openTicketLimit: 1 }), first, mira)
    await slow.reached
    expect(refusalOf(await assign(b, second, mira))).toBe('accepted')
    slow.goOn()
    expect(refusalOf(await late)).toBe('open_ticket_limit')
    expect((await mostOpenTickets(store)).get(mira)).toBe(1)
  })

  it('holds when a place is reserved anew while it is being given back', async () => {
    const store = openMemoryStore()
    const slow = stoppingBefore(store, 'ticket_assigned')
    const giving = stoppingBefore(store, 'assignment_released')
    const [a, b] = [startRegistry(slow.store, { openTicketLimit: 1 }), startRegistry(giving.store, { openTicketLimit: 1, now: later })]
    const mira = await createPerson(a, 'mira')
    const [first, second] = [await createTicket(a), await createTicket(a)]
    const late = assign(a, first, mira)
    await slow.reached
    const other = assign(b, second, mira)
    // Its guard is revoked: the first server gives the place back itself, and reserves it anew.
    await giving.reached
    slow.goOn()
    expect(refusalOf(await late)).toBe('accepted')
    giving.goOn()
    expect(refusalOf(await other)).toBe('open_ticket_limit')
    expect(await assignments(startRegistry(store), [first, second], [mira])).toEqual([{ person: mira, open: [first], places: [first] }])
  })

  it('holds when the server that settles has not yet heard of the other’s assignment', async () => {
    const store = openMemoryStore()
    const [a, b] = [startRegistry(store, { openTicketLimit: 1 }), startRegistry(store, { openTicketLimit: 1, now: later })]
    const mira = await createPerson(a, 'mira')
    const [first, second] = [await createTicket(b), await createTicket(b)]
    accepted(await assign(a, first, mira))
    expect(refusalOf(await assign(b, second, mira))).toBe('open_ticket_limit')
    expect(await assignments(startRegistry(store), [first, second], [mira])).toEqual([{ person: mira, open: [first], places: [first] }])
  })

  it('gives a place back that a server has left behind whose clock is an hour ahead, five seconds after it is first in the way', async () => {
    const store = openMemoryStore()
    let now = Date.now()
    const right = startRegistry(store, { openTicketLimit: 1, now: () => now })
    const mira = await createPerson(right, 'mira')
    const [first, second] = [await createTicket(right), await createTicket(right)]
    const dying = startRegistry(dyingStore(store, 2, false).store, { openTicketLimit: 1, now: () => now + 3_600_000 })
    await assign(dying, first, mira).catch(() => {})
    expect(refusalOf(await assign(right, second, mira))).toBe('open_ticket_limit')
    now += 4999
    expect(refusalOf(await assign(right, second, mira))).toBe('open_ticket_limit')
    now += 1
    expect(refusalOf(await assign(right, second, mira))).toBe('accepted')
    expect((await mostOpenTickets(store)).get(mira)).toBe(1)
  })

  it('finds a place that is needed no more, although it has not yet heard of that', async () => {
    const store = openMemoryStore()
    const [a, b] = [startRegistry(store, { openTicketLimit: 1 }), startRegistry(store, { openTicketLimit: 1, now: later })]
    const mira = await createPerson(a, 'mira')
    const [first, second] = [await createTicket(b), await createTicket(b)]
    await b.ticket(first)
    accepted(await assign(a, first, mira))
    // It is solved on a server that dies before it gives the place back.
    const dying = startRegistry(dyingStore(store, 2, false).store, { openTicketLimit: 1 })
    accepted(await dying.execute(toTicket(first, 'solve_ticket'), SYSTEM))
    expect(refusalOf(await assign(b, second, mira))).toBe('accepted')
    expect((await mostOpenTickets(store)).get(mira)).toBe(1)
  })
})

describe('a place that was reserved a moment ago', () => {
  it('is left to the server that has its exchange under way', async () => {
    const store = openMemoryStore()
    const slow = stoppingBefore(store, 'ticket_assigned')
    const [a, b] = [startRegistry(slow.store, { openTicketLimit: 1 }), startRegistry(store, { openTicketLimit: 1 })]
    const mira = await createPerson(b, 'mira')
    const [first, second] = [await createTicket(b), await createTicket(b)]
    const late = assign(a, first, mira)
    await slow.reached
    expect(refusalOf(await assign(b, second, mira))).toBe('open_ticket_limit')
    slow.goOn()
    expect(refusalOf(await late)).toBe('accepted')
  })
})

const LIMIT = 2
const TICKETS = 5

type Move = { readonly ticket: number; readonly what: 'mira' | 'jon' | 'solve_ticket' | 'reopen_ticket' | 'unassign_ticket' | 'settle' }
/** What one client of a server does, one after another. */
type Client = { readonly server: number; readonly moves: readonly Move[] }
/**
 * A server that dies at its n-th append, which reaches the disk or doesn't; at none where n is 0. A hasty one takes whatever others have
 * under way for left over.
 */
type Server = { readonly diesAt: number; readonly stored: boolean; readonly hasty: boolean }

const clients: fc.Arbitrary<Client[]> = fc.array(
  fc.record({
    server: fc.nat(2),
    moves: fc.array(
      fc.record({
        ticket: fc.nat(TICKETS - 1),
        what: fc.constantFrom<Move['what'][]>('mira', 'mira', 'mira', 'jon', 'solve_ticket', 'reopen_ticket', 'unassign_ticket', 'settle'),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  }),
  { minLength: 2, maxLength: 6 },
)
const threeServers: fc.Arbitrary<Server[]> = fc.array(
  fc.record({ diesAt: fc.oneof(fc.constant(0), fc.nat(12)), stored: fc.boolean(), hasty: fc.boolean() }),
  { minLength: 3, maxLength: 3 },
)

/** A server's way to the store: every call that matters waits until the scheduler lets it go, and its answer as well. */
function paused(store: Store, scheduler: fc.Scheduler, server: number): Store {
  const wait = (label: string) => scheduler.schedule(Promise.resolve(), `server ${server} ${label}`)
  return overlay(store, {
    async append(commit) {
      const what = commit.events.map(({ fields }) => fields.type).join(', ')
      await wait(`before ${what}`)
      const result = await store.append(commit)
      await wait(`after ${what}`)
      return result
    },
    async revoke(guard) {
      await wait('before revoking')
      const revoked = await store.revoke(guard)
      await wait(`after revoking: ${revoked}`)
      return revoked
    },
    async head(aggregate) {
      await wait(`looks at ${aggregate.type}`)
      return store.head(aggregate)
    },
  })
}

/** For whoever has it, ten seconds pass between any two looks. */
function racingClock(): () => number {
  let now = Date.now()
  return () => {
    now += 10_000
    return now
  }
}

async function runServers(store: Store, scheduler: fc.Scheduler, doings: readonly Client[], three: readonly Server[]): Promise<void> {
  const setup = startRegistry(store)
  const [mira, jon] = [await createPerson(setup, 'mira'), await createPerson(setup, 'jon')]
  const tickets: string[] = []
  for (let n = 0; n < TICKETS; n++) tickets.push(await createTicket(setup))
  await setup.close()

  const servers = three.map(({ diesAt, stored, hasty }, n) => {
    const own = diesAt === 0 ? store : dyingStore(store, diesAt, stored).store
    return startRegistry(paused(own, scheduler, n), { openTicketLimit: LIMIT, now: hasty ? racingClock() : Date.now })
  })
  async function act({ server, moves }: Client): Promise<void> {
    const registry = servers[server] ?? setup
    for (const { ticket, what } of moves) {
      const id = tickets[ticket] ?? ''
      const done =
        what === 'mira' || what === 'jon'
          ? assign(registry, id, what === 'mira' ? mira : jon)
          : what === 'settle'
            ? registry.settle(ticket % 2 === 0 ? mira : jon)
            : registry.execute(toTicket(id, what), SYSTEM)
      // One that has died refuses everything.
      await done.catch(() => {})
    }
  }
  await scheduler.waitFor(Promise.all(doings.map(act)))

  for (const [person, most] of await mostOpenTickets(store)) expect(most, person).toBeLessThanOrEqual(LIMIT)
  const fresh = startRegistry(store, { openTicketLimit: LIMIT })
  await Promise.all([fresh.settle(mira), fresh.settle(jon)])
  for (const { open, places } of await assignments(fresh, tickets, [mira, jon])) expect(places).toEqual(open)
  await fresh.close()
  await checkEveryChain(store)
}

describe('three servers on one store, under any interleaving, dying anywhere', () => {
  it('nobody ever has more open tickets than the limit, and after settling places are exactly the open tickets (memory)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), clients, threeServers, async (scheduler, doings, three) => {
        await runServers(openMemoryStore(), scheduler, doings, three)
      }),
      { numRuns: 300 },
    )
  }, 120_000)

  it('nobody ever has more open tickets than the limit, and after settling places are exactly the open tickets (SQLite)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), clients, threeServers, async (scheduler, doings, three) => {
        const folder = await mkdtemp(join(tmpdir(), 'sealdesk-servers-'))
        const store = await openSqliteStore({ file: join(folder, 'store.db') })
        try {
          await runServers(store, scheduler, doings, three)
        } finally {
          await store.close()
          await rm(folder, { recursive: true })
        }
      }),
      { numRuns: 4 },
    )
  }, 120_000)
})
