import { expect } from 'vitest'
import type { StoredEvent } from '../../core/events/event.ts'
import { type EventHeader, parseHeader } from '../../core/events/header.ts'
import { rebuildProjections } from '../../server/projections/rebuild.ts'
import { openMongoStore } from '../../server/store/mongodb/open-mongodb-store.ts'
import type { PositionedEvent, Store } from '../../server/store/store.ts'
import { dumpReadModels } from '../support/read-model-dump.ts'
import { runCli } from '../support/server-process.ts'
import { checkEveryChain, keptLog, readChain } from '../support/world.ts'
import type { Cluster } from './cluster.ts'
import type { Load } from './load.ts'

const LIMIT = 3

/** Waits until every window of a load has what the store has of every ticket that it follows. */
export async function expectSameHeads({ tickets, windows }: Load, store: Store): Promise<void> {
  for (const ticket of tickets) {
    const head = await store.head({ type: 'ticket', id: ticket })
    for (const window of windows.filter(({ follows }) => follows.includes(ticket)))
      await expect.poll(() => window.head(ticket), { timeout: 60_000, interval: 50 }).toEqual(head)
  }
  expect(windows.flatMap(({ contradictions }) => contradictions)).toEqual([])
}

/** Everything that must be true of a store once its servers have stopped, whatever happened to them and to the database. */
export async function expectWholeStore(cluster: Cluster, load: Load): Promise<{ events: number; chains: number; anchors: number }> {
  const store = await openMongoStore({ url: cluster.storeUrl })
  try {
    await expectOnceEach(store, load)
    const chains = await checkEveryChain(store, (await store.setting('origin')) ?? '')
    const events = await wholeFeed(store)
    expectLimit(events.map(({ header }) => parseHeader(header)))
    const followed = await dumpReadModels(store)
    await rebuildProjections(store, keptLog())
    expect(await dumpReadModels(store)).toEqual(followed)
    const anchors = await expectOneLine(store)
    await expectVerifiedStore(cluster)
    return { events: events.length, chains, anchors }
  } finally {
    await store.close()
  }
}

/** What was acknowledged is there as it was acknowledged; no command is there twice, and nothing that people said once. */
async function expectOnceEach(store: Store, { acknowledged, tickets, said }: Load): Promise<void> {
  const chains = new Map<string, readonly StoredEvent[]>()
  for (const ticket of tickets) chains.set(ticket, await readChain(store, 'ticket', ticket))
  for (const { ticket, version, hash, header } of acknowledged) expect(chains.get(ticket)?.[version - 1]).toMatchObject({ hash, header })
  const all = [...chains.values()].flat()
  const commands = all.map(({ header }) => parseHeader(header).commandId)
  expect(new Set(commands).size).toBe(commands.length)
  for (const [sentence, isDone] of said) {
    const times = all.filter(({ content }) => content?.includes(sentence)).length
    expect([sentence, times]).toEqual([sentence, isDone ? 1 : 0])
  }
}

async function wholeFeed(store: Store): Promise<readonly PositionedEvent[]> {
  const newest = await store.newest()
  const stop = new AbortController()
  const events: PositionedEvent[] = []
  for await (const page of store.feed(null, stop.signal)) {
    events.push(...page.events)
    if (newest === null || page.cursor >= newest) stop.abort()
  }
  return events
}

/** At each moment nobody has more open tickets than the limit, nor more places; and whoever has an open ticket has a place for it. */
function expectLimit(headers: readonly EventHeader[]): void {
  const tickets = new Map<string, { isOpen: boolean; assignee: string | null }>()
  const places = new Map<string, Set<string>>()
  for (const { aggregate, type, facts } of headers) {
    if (aggregate.type === 'user') {
      const own = places.get(aggregate.id) ?? new Set()
      places.set(aggregate.id, own)
      if (type === 'assignment_reserved') own.add(String(facts.ticket))
      if (type === 'assignment_released') own.delete(String(facts.ticket))
      expect(own.size).toBeLessThanOrEqual(LIMIT)
      continue
    }
    const ticket = tickets.get(aggregate.id) ?? { isOpen: true, assignee: null }
    if (type === 'ticket_assigned') ticket.assignee = String(facts.assignee)
    if (type === 'ticket_unassigned') ticket.assignee = null
    if (type === 'ticket_solved') ticket.isOpen = false
    if (type === 'ticket_reopened') ticket.isOpen = true
    tickets.set(aggregate.id, ticket)
    const held = [...tickets].filter(([, { isOpen, assignee }]) => isOpen && assignee !== null && assignee === ticket.assignee)
    expect(held.length).toBeLessThanOrEqual(LIMIT)
    for (const [id, { assignee }] of ticket.isOpen && ticket.assignee !== null ? held : [])
      expect(places.get(assignee ?? '')?.has(id)).toBe(true)
  }
}

/** Anchors are numbered without a gap, and no seal is spent twice. */
async function expectOneLine(store: Store): Promise<number> {
  const line = await store.readModels.anchorLine(0, 1000)
  expect(line.length).toBeGreaterThan(0)
  expect(line.map(({ sequence }) => sequence)).toEqual(line.map((_, place) => place + 1))
  expect(new Set(line.map(({ seal }) => seal)).size).toBe(line.length)
  return line.length
}

/** The whole store is verified as its operator would do it, the line of seals against the network included. */
export async function expectVerifiedStore({ folder, env }: Cluster): Promise<void> {
  const verified = await runCli(['verify-store'], folder, { env })
  expect(verified, verified.stdout + verified.stderr).toMatchObject({ code: 0 })
}
