import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { parseHeader } from '../../../core/events/header.ts'
import { KnownError } from '../../../core/protocol/errors.ts'
import { userStateOf } from '../../../core/user/machine.ts'
import { StoreUnavailable } from '../../../server/store/errors.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { overlay, withAppend } from '../../support/stores.ts'
import {
  accepted,
  assignments,
  createPerson,
  createTicket,
  readChain,
  refusalOf,
  SYSTEM,
  startRegistry,
  toTicket,
  toUser,
} from '../../support/world.ts'

/** A store that stores the next event of a type, and answers as if it had not. */
function losingAnswerOf(type: string): Store {
  let lost = false
  return withAppend(openMemoryStore(), async (commit, real) => {
    const result = await real(commit)
    if (lost || !commit.events.some(({ fields }) => fields.type === type)) return result
    lost = true
    throw new StoreUnavailable()
  })
}

const codeOf = (error: unknown) => (error instanceof KnownError ? error.code : String(error))

describe('an event that is stored although the store’s answer was lost', () => {
  it('keeps its place: nobody gets more than three open tickets by it', async () => {
    const store = losingAnswerOf('ticket_assigned')
    const registry = startRegistry(store)
    const ann = await createPerson(registry, 'ann')
    const tickets = await Promise.all(Array.from({ length: 5 }, () => createTicket(registry)))
    const answers: string[] = []
    for (const ticket of tickets)
      answers.push(await registry.execute(toTicket(ticket, 'assign_ticket', { assignee: ann }), SYSTEM).then(refusalOf, codeOf))
    expect(answers).toEqual(['store_unavailable', 'accepted', 'accepted', 'open_ticket_limit', 'open_ticket_limit'])
    const [held] = await assignments(startRegistry(store), tickets, [ann])
    expect(held?.open).toEqual(tickets.slice(0, 3).sort())
    expect(held?.places).toEqual(held?.open)
  })

  it('is seen by the next who looks', async () => {
    const registry = startRegistry(losingAnswerOf('user_disabled'))
    const ann = await createPerson(registry, 'ann')
    await expect(registry.execute(toUser(ann, 'disable_user'), SYSTEM)).rejects.toThrow(StoreUnavailable)
    expect(userStateOf((await registry.user(ann)).snapshot)).toBe('disabled')
  })
})

describe('a command whose sender was told that it failed', () => {
  it('is not carried out beside its sender’s next try', async () => {
    const real = openMemoryStore()
    let unreadable = false
    const appending = withAppend(real, async (commit, append) => {
      const result = await append(commit)
      unreadable ||= result.outcome === 'duplicate'
      return result
    })
    const store = overlay(appending, {
      chain(aggregate, after) {
        if (!unreadable) return real.chain(aggregate, after)
        unreadable = false
        throw new StoreUnavailable()
      },
    })
    const registry = startRegistry(store)
    const ticket = await createTicket(registry)
    const label = (name: string) => toTicket(ticket, 'add_label', { label: name })
    const repeated = label('repeated')
    accepted(await registry.execute(repeated, SYSTEM))
    accepted(await registry.execute(toTicket(ticket, 'remove_label', { label: 'repeated' }), SYSTEM))

    // The first keeps the actor busy, so that the other two are one batch, which fails when it has met the duplicate.
    const id = randomUUID()
    const comment = () => registry.execute(toTicket(ticket, 'add_comment', { commentId: randomUUID(), body: 'Once' }, id), SYSTEM)
    const [, failed, again] = await Promise.allSettled([
      registry.execute(label('first'), SYSTEM),
      registry.execute(repeated, SYSTEM),
      comment().catch(comment),
    ])
    expect([failed.status, again.status]).toEqual(['rejected', 'fulfilled'])
    const causes = (await readChain(real, 'ticket', ticket)).map(({ header }) => parseHeader(header).commandId)
    expect(causes.filter(cause => cause === id)).toHaveLength(1)
  })
})

describe('an aggregate that goes to rest', () => {
  it('is never at work twice, whenever it is asked for again', async () => {
    for (let ticks = 0; ticks < 12; ticks++) {
      const store = openMemoryStore()
      const registry = startRegistry(store, { rest: { idleMs: 1e9, awakeAtMost: 1 } })
      const ann = await createPerson(registry, 'ann')
      const [ticket, other] = [await createTicket(registry), await createTicket(registry)]
      await registry.ticket(ticket)
      // Another wakes, so that the first must rest; so many microtasks later it is asked for again.
      const woken = registry.ticket(other)
      for (let tick = 0; tick < ticks; tick++) await null
      const assign = () => registry.execute(toTicket(ticket, 'assign_ticket', { assignee: ann }), SYSTEM).then(refusalOf)
      expect(await Promise.all([assign(), assign()]), `after ${ticks} microtasks`).toEqual(['accepted', 'already_assigned'])
      await woken
      await registry.close()
    }
  })
})
