import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Registry } from '../../../server/actors/registry.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { dyingStore } from '../../support/stores.ts'
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
  toUser,
} from '../../support/world.ts'

const assign = (registry: Registry, ticket: string, assignee: string) =>
  registry.execute(toTicket(ticket, 'assign_ticket', { assignee }), SYSTEM)

async function world(openTickets: number, store: Store = openMemoryStore()) {
  const registry = startRegistry(store)
  const mira = await createPerson(registry, 'mira')
  const jon = await createPerson(registry, 'jon')
  const tickets: string[] = []
  for (let n = 0; n < openTickets; n++) tickets.push(await createTicket(registry))
  return { store, registry, mira, jon, tickets }
}

describe('the open-ticket limit', () => {
  it('refuses the fourth open ticket with a sentence, and solving one frees a place', async () => {
    const { registry, mira, tickets } = await world(4)
    const [a = '', b = '', c = '', d = ''] = tickets
    for (const ticket of [a, b, c]) accepted(await assign(registry, ticket, mira))
    expect(await assign(registry, d, mira)).toEqual({
      ok: false,
      refusal: { code: 'open_ticket_limit', text: expect.stringMatching(/already has 3 open tickets.*\.$/) },
    })
    accepted(await registry.execute(toTicket(a, 'solve_ticket'), SYSTEM))
    accepted(await assign(registry, d, mira))
    await registry.close()
  })

  it('counts a reopened ticket like a new assignment', async () => {
    const { registry, mira, tickets } = await world(4)
    const [a = '', b = '', c = '', d = ''] = tickets
    for (const ticket of [a, b, c]) accepted(await assign(registry, ticket, mira))
    accepted(await registry.execute(toTicket(a, 'solve_ticket'), SYSTEM))
    accepted(await assign(registry, d, mira))
    expect(refusalOf(await registry.execute(toTicket(a, 'reopen_ticket'), SYSTEM))).toBe('open_ticket_limit')
    accepted(await registry.execute(toTicket(a, 'unassign_ticket'), SYSTEM))
    accepted(await registry.execute(toTicket(a, 'reopen_ticket'), SYSTEM))
    await registry.close()
  })

  it('gives the place back when a ticket is unassigned or goes to somebody else', async () => {
    const { registry, mira, jon, tickets } = await world(5)
    const [a = '', b = '', c = '', d = '', e = ''] = tickets
    for (const ticket of [a, b, c]) accepted(await assign(registry, ticket, mira))
    accepted(await assign(registry, a, jon))
    accepted(await assign(registry, d, mira))
    accepted(await registry.execute(toTicket(b, 'unassign_ticket'), SYSTEM))
    accepted(await assign(registry, e, mira))
    expect(await assignments(registry, tickets, [mira, jon])).toEqual([
      { person: mira, open: [c, d, e].sort(), places: [c, d, e].sort() },
      { person: jon, open: [a], places: [a] },
    ])
    await registry.close()
  })

  it('holds when twenty assignments race', async () => {
    const { registry, mira, tickets } = await world(20)
    const answers = await Promise.all(tickets.map(ticket => assign(registry, ticket, mira)))
    expect(answers.map(refusalOf).sort()).toEqual([...Array(3).fill('accepted'), ...Array(17).fill('open_ticket_limit')])
    await registry.close()
  })

  it('refuses people who are disabled or don’t exist', async () => {
    const { registry, mira, tickets } = await world(1)
    accepted(await registry.execute(toUser(mira, 'disable_user'), SYSTEM))
    expect(refusalOf(await assign(registry, tickets[0] ?? '', mira))).toBe('user_disabled')
    expect(await assign(registry, tickets[0] ?? '', randomUUID())).toMatchObject({
      ok: false,
      refusal: { code: 'not_found', field: 'assignee' },
    })
    await registry.close()
  })
})

type Move = { readonly ticket: number; readonly what: 'mira' | 'jon' | 'solve_ticket' | 'reopen_ticket' | 'unassign_ticket' }

describe('under any interleaving', () => {
  it('nobody has more than three open tickets, and places are exactly the open tickets', async () => {
    const move = fc.record({
      ticket: fc.nat(7),
      what: fc.constantFrom<Move['what'][]>('mira', 'jon', 'solve_ticket', 'reopen_ticket', 'unassign_ticket'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 10, maxLength: 80 }), fc.nat(20), async (moves, together) => {
        const { store, registry, mira, jon, tickets } = await world(8)
        for (let at = 0; at < moves.length; at += together + 1) {
          await Promise.all(
            moves.slice(at, at + together + 1).map(({ ticket, what }) => {
              const id = tickets[ticket] ?? ''
              if (what === 'mira') return assign(registry, id, mira)
              return what === 'jon' ? assign(registry, id, jon) : registry.execute(toTicket(id, what), SYSTEM)
            }),
          )
          for (const { open, places } of await assignments(registry, tickets, [mira, jon])) {
            expect(open.length).toBeLessThanOrEqual(3)
            expect(places).toEqual(open)
          }
        }
        await registry.close()
        await checkEveryChain(store)
      }),
      { numRuns: 30 },
    )
  })
})

describe('after a crash at any step', () => {
  const commands = {
    'an assignment': ({ a, mira }: { a: string; mira: string }) => toTicket(a, 'assign_ticket', { assignee: mira }),
    'a reassignment': ({ b, mira }: { b: string; mira: string }) => toTicket(b, 'assign_ticket', { assignee: mira }),
    'a solved ticket': ({ b }: { b: string }) => toTicket(b, 'solve_ticket'),
    'an unassigned ticket': ({ b }: { b: string }) => toTicket(b, 'unassign_ticket'),
    'a reopened ticket': ({ c }: { c: string }) => toTicket(c, 'reopen_ticket'),
  }
  const steps = [1, 2, 3].flatMap(step => [
    [step, true],
    [step, false],
  ]) as readonly (readonly [number, boolean])[]

  describe.each(Object.entries(commands))('of %s', (_, commandFor) => {
    it.each(steps)(
      '(append %i, on disk: %s) no place is lost and none is doubled, and the command can be sent again',
      async (step, stored) => {
        const { store, registry, mira, jon, tickets } = await world(6)
        const [a = '', b = '', c = '', d = '', e = '', f = ''] = tickets
        accepted(await assign(registry, b, jon))
        accepted(await assign(registry, c, mira))
        accepted(await registry.execute(toTicket(c, 'solve_ticket'), SYSTEM))
        await registry.close()

        const dying = dyingStore(store, step, stored)
        const command = commandFor({ a, b, c, mira })
        const crashed = startRegistry(dying.store)
        await crashed.execute(command, SYSTEM).catch(() => {})

        const again = startRegistry(store)
        await again.settle(mira)
        await again.settle(jon)
        for (const { open, places } of await assignments(again, tickets, [mira, jon])) expect(places).toEqual(open)
        accepted(await again.execute(command, SYSTEM))
        for (const { open, places } of await assignments(again, tickets, [mira, jon])) expect(places).toEqual(open)
        // The whole limit can be used, and no more: nothing was lost to the crash.
        for (const ticket of [d, e, f]) await assign(again, ticket, mira)
        const [ofMira] = await assignments(again, tickets, [mira])
        expect(ofMira?.open).toHaveLength(3)
        await again.close()
        await checkEveryChain(store)
      },
    )
  })

  it('a place left behind is found when the limit would refuse, without a start in between', async () => {
    const { store, registry, mira, tickets } = await world(4)
    const [a = '', b = '', c = '', d = ''] = tickets
    await registry.close()
    // The place for `a` is on disk when the server stops, the assignment isn't.
    await startRegistry(dyingStore(store, 2, false).store)
      .execute(toTicket(a, 'assign_ticket', { assignee: mira }), SYSTEM)
      .catch(() => {})
    const again = startRegistry(store, { now: () => Date.now() + 10_000 })
    for (const ticket of [b, c, d]) accepted(await assign(again, ticket, mira))
    expect(refusalOf(await assign(again, a, mira))).toBe('open_ticket_limit')
    await again.close()
  })
})
