import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { parseHeader } from '../../../core/events/header.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { accepted, createTicket, member, readChain, startRegistry, toTicket } from '../../support/world.ts'

const ann = member(randomUUID())
const NOON = Date.parse('2026-11-23T12:00:00.000Z')
const MINUTE = 60_000

/** A server whose clock is so many milliseconds ahead of noon. */
function server(store: Store, ahead: number) {
  return startRegistry(store, { now: () => NOON + ahead })
}

async function minutesPastNoon(store: Store, ticket: string): Promise<readonly number[]> {
  const chain = await readChain(store, 'ticket', ticket)
  return chain.map(({ header }) => (Date.parse(parseHeader(header).recordedAt) - NOON) / MINUTE)
}

describe('the times in a history', () => {
  it('never run backwards, whichever server’s clock is ahead', async () => {
    const store = openMemoryStore()
    const [right, ahead] = [server(store, 0), server(store, 10 * MINUTE)]
    const ticket = await createTicket(right)
    const say = (body: string) => toTicket(ticket, 'add_comment', { commentId: randomUUID(), body })
    for (const registry of [ahead, right, ahead, right]) accepted(await registry.execute(say('…'), ann))
    await Promise.all(['one', 'commit', 'of', 'several'].map(body => right.execute(say(body), ann)))
    expect(await minutesPastNoon(store, ticket)).toEqual([0, ...Array.from({ length: 8 }, () => 10)])
  })

  it.each([
    ['all of it', 3],
    ['what came after its snapshot', 24],
  ])('never run backwards on a server that reads %s first', async (_, events) => {
    const store = openMemoryStore()
    const ahead = server(store, 10 * MINUTE)
    const ticket = await createTicket(ahead)
    const say = () => toTicket(ticket, 'add_comment', { commentId: randomUUID(), body: '…' })
    for (let n = 1; n < events; n++) accepted(await ahead.execute(say(), ann))
    await ahead.close()
    expect((await store.snapshot({ type: 'ticket', id: ticket })) !== null).toBe(events > 20)
    accepted(await server(store, 0).execute(say(), ann))
    expect((await minutesPastNoon(store, ticket)).at(-1)).toBe(10)
  })

  it('are those of the clock again once it has come past them', async () => {
    const store = openMemoryStore()
    const ticket = await createTicket(server(store, 10 * MINUTE))
    accepted(await server(store, 11 * MINUTE).execute(toTicket(ticket, 'solve_ticket'), ann))
    expect(await minutesPastNoon(store, ticket)).toEqual([10, 11])
  })

  it('of one ticket are none of another’s', async () => {
    const store = openMemoryStore()
    await createTicket(server(store, 10 * MINUTE))
    expect(await minutesPastNoon(store, await createTicket(server(store, 0)))).toEqual([0])
  })
})
