import { afterEach, describe, expect, it, vi } from 'vitest'
import { ChainFollower } from '../../../client/state/chain-follower.ts'
import type { HeadMemory, SeenHead } from '../../../client/state/head-memory.ts'
import { ticketKind } from '../../../client/state/ticket-controller.ts'
import type { StoredEvent } from '../../../core/events/event.ts'
import { ticketStateOf } from '../../../core/ticket/machine.ts'
import { startScriptedServer } from './scripted-server.ts'
import { chainPage, created, reopened, solved, TICKET, ticketChain } from './ticket-chain.ts'

const TOPIC = `ticket:${TICKET}`
const ends: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** A follower of a ticket whose server shows what `chain.events` holds at the moment. */
async function follow(events: readonly StoredEvent[], limit?: number, remembered: SeenHead | null = null) {
  const chain = { events }
  const server = await startScriptedServer({ sync: ({ since }) => chainPage(chain.events, since, limit) })
  const memory = keptMemory(remembered)
  const follower = new ChainFollower(server.connection, ticketKind, TICKET, memory)
  ends.push(async () => {
    follower.stop()
    await server.close()
  })
  server.connection.connect()
  const push = (event: StoredEvent) => server.push('delta', { kind: 'chain', topic: TOPIC, event })
  const live = (version: number) =>
    vi.waitFor(() => expect(follower.view.value).toMatchObject({ status: { kind: 'live' }, checked: { version } }))
  const failed = () => vi.waitFor(() => expect(follower.view.value.failure).not.toBeNull())
  return { server, chain, follower, memory, push, live, failed }
}

/** Remembers one head, and keeps what it is told. */
function keptMemory(remembered: SeenHead | null) {
  const heads: SeenHead[] = []
  const contradictions: [SeenHead, SeenHead | null][] = []
  const memory: HeadMemory = {
    remembered: async () => remembered,
    saw: (_, head) => void heads.push(head),
    contradicted: (_, before, now) => void contradictions.push([before, now]),
  }
  return { ...memory, heads, contradictions }
}

function at(events: readonly StoredEvent[], index: number): StoredEvent {
  const event = events[index]
  if (event === undefined) throw new Error(`there is no event ${index}`)
  return event
}

describe('A followed ticket', () => {
  const events = ticketChain([created, solved, reopened])

  it('catches up page by page, each event checked and applied', async () => {
    const { follower, server, live } = await follow(events, 1)
    await live(3)
    expect(server.syncs.map(({ since }) => since)).toEqual([0, 1, 2])
    expect(follower.view.value.checked.hash).toBe(at(events, 2).hash)
    expect(ticketStateOf(follower.view.value.snapshot)).toBe('open')
    expect(follower.view.value.snapshot.context.title.text).toBe('Printer')
  })

  it('takes what is pushed, without asking', async () => {
    const { follower, server, push, live } = await follow(events.slice(0, 1))
    await live(1)
    push(at(events, 1))
    await live(2)
    expect(ticketStateOf(follower.view.value.snapshot)).toBe('solved')
    expect(server.syncs).toHaveLength(1)
  })

  it('pulls what is missing where a pushed event leaves a gap', async () => {
    const { server, chain, push, live } = await follow(events.slice(0, 1))
    await live(1)
    chain.events = events
    push(at(events, 2))
    await live(3)
    expect(server.syncs.map(({ since }) => since)).toEqual([0, 1])
  })

  it('finds a tail that was lost by the head that comes with the heartbeat', async () => {
    const { server, chain, live } = await follow(events.slice(0, 2))
    await live(2)
    chain.events = events
    server.push('head', { topic: TOPIC, head: { version: 3, hash: at(events, 2).hash } })
    await live(3)
  })

  it('pulls again after falling behind, and after the connection was away', async () => {
    const { server, chain, live } = await follow(events.slice(0, 1))
    await live(1)
    chain.events = events.slice(0, 2)
    server.push('behind', { topic: TOPIC })
    await live(2)
    chain.events = events
    server.dropAll()
    await live(3)
  })

  it('takes an event once, however often it comes', async () => {
    const { follower, push, live } = await follow(events.slice(0, 1))
    await live(1)
    push(at(events, 1))
    push(at(events, 1))
    push(at(events, 2))
    await live(3)
    expect(follower.view.value.events.map(({ event }) => event.version)).toEqual([1, 2, 3])
  })

  it('names the event whose content was changed, and stands still before it', async () => {
    const forged = { ...at(events, 0), content: '{"body":"It smokes.","title":"Plotter"}' }
    const { follower, failed } = await follow([forged, ...events.slice(1)])
    await failed()
    expect(follower.view.value.failure).toMatchObject({ check: 'content', rule: 'commitment', version: 1 })
    expect(follower.view.value.checked.version).toBe(0)
    expect(follower.view.value.events).toEqual([])
  })

  it('names a pushed event whose hash is not its header’s, and takes nothing after it', async () => {
    const { server, follower, push, live, failed } = await follow(events.slice(0, 1))
    await live(1)
    push({ ...at(events, 1), hash: '0'.repeat(64) })
    await failed()
    expect(follower.view.value.failure).toMatchObject({ check: 'chain', rule: 'hash', version: 2, expected: '0'.repeat(64) })
    push(at(events, 1))
    // Messages arrive in order: what came before this one has been dealt with.
    await new Promise<void>(resolve => {
      server.connection.listen('people', { behind: () => resolve() })
      server.push('behind', { topic: 'people' })
    })
    expect(follower.view.value.checked.version).toBe(1)
  })

  it('raises an alarm where the server shows another event than before', async () => {
    const other = ticketChain([created, { type: 'priority_set', facts: { priority: 'high' }, content: null }])
    const { follower, push, live, failed } = await follow(events.slice(0, 2))
    await live(2)
    push(at(other, 1))
    await failed()
    expect(follower.view.value.failure).toMatchObject({ version: 2, expected: at(events, 1).hash, actual: at(other, 1).hash })
  })

  it('raises an alarm where the server’s history has become shorter', async () => {
    const { server, chain, follower, live, failed } = await follow(events)
    await live(3)
    chain.events = events.slice(0, 2)
    server.dropAll()
    await failed()
    expect(follower.view.value.failure).toMatchObject({ version: 3, expected: '3', actual: '2' })
  })

  it('raises an alarm where the server names a newer head than the last event that it has', async () => {
    const server = await startScriptedServer({
      sync: ({ since }) => ({ ...chainPage(events.slice(0, 2), since), head: { version: 3, hash: at(events, 2).hash }, caughtUp: false }),
    })
    const follower = new ChainFollower(server.connection, ticketKind, TICKET)
    ends.push(async () => {
      follower.stop()
      await server.close()
    })
    server.connection.connect()
    await vi.waitFor(() => expect(follower.view.value.failure).toMatchObject({ rule: 'missing', version: 3, expected: '3', actual: '2' }))
    expect(follower.view.value.checked.version).toBe(2)
  })

  it('says that content is missing which no event erased', async () => {
    const { follower, failed } = await follow([{ ...at(events, 0), content: null, salt: null }])
    await failed()
    expect(follower.view.value.failure).toMatchObject({ check: 'content', rule: 'missing', version: 1 })
  })

  it('says that there is no such ticket', async () => {
    const { follower } = await follow([])
    await vi.waitFor(() => expect(follower.view.value.status.kind).toBe('not_found'))
  })

  it('is given up with its last listener', async () => {
    const { server, follower, live } = await follow(events)
    await live(3)
    follower.stop()
    await vi.waitFor(() => expect(server.unsyncs).toEqual([TOPIC]))
  })
})

describe('A followed ticket that this browser has seen before', () => {
  const events = ticketChain([created, solved, reopened])
  const other = ticketChain([created, { type: 'priority_set', facts: { priority: 'high' }, content: null }, solved])
  const seen = (chain: readonly StoredEvent[], version: number): SeenHead => {
    const { hash, header } = at(chain, version - 1)
    return { version, hash, header }
  }

  it('goes on as before where the remembered event is there, and is remembered to its newest', async () => {
    const { memory, live } = await follow(events, 1, seen(events, 2))
    await live(3)
    expect(memory.contradictions).toEqual([])
    expect(memory.heads).toEqual([seen(events, 3)])
  })

  it('raises an alarm where another event stands at the version that is remembered, though its chain is whole', async () => {
    const { follower, memory, failed } = await follow(other, undefined, seen(events, 2))
    await failed()
    const [before, now] = [seen(events, 2), seen(other, 2)]
    expect(follower.view.value).toMatchObject({
      failure: { rule: 'remembered', version: 2, expected: before.hash, actual: now.hash },
      checked: { version: 1 },
    })
    expect(memory.contradictions).toEqual([[before, now]])
    expect(memory.heads).toEqual([])
  })

  it('raises an alarm where the history is shorter than it is remembered, or gone', async () => {
    const shorter = await follow(events.slice(0, 2), undefined, seen(events, 3))
    await shorter.failed()
    expect(shorter.follower.view.value.failure).toMatchObject({ rule: 'remembered', version: 3 })
    expect(shorter.memory.contradictions).toEqual([[seen(events, 3), seen(events, 2)]])
    const gone = await follow([], undefined, seen(events, 3))
    await gone.failed()
    expect(gone.follower.view.value.failure).toMatchObject({ rule: 'remembered', version: 1, actual: 'no history' })
    expect(gone.memory.contradictions).toEqual([[seen(events, 3), null]])
  })

  it('raises an alarm where the server comes back with another event at the newest version, and gets that event as evidence', async () => {
    const { server, chain, memory, live, failed } = await follow(events.slice(0, 2))
    await live(2)
    chain.events = other.slice(0, 2)
    server.dropAll()
    await failed()
    expect(memory.contradictions).toEqual([[seen(events, 2), seen(other, 2)]])
  })
})
