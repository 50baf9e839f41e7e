import { randomBytes, randomUUID } from 'node:crypto'
import type { CommandRequest, Sender } from '../../core/aggregate/command.ts'
import { checkChain } from '../../core/events/chain.ts'
import type { StoredEvent } from '../../core/events/event.ts'
import { ticketStateOf } from '../../core/ticket/machine.ts'
import type { CommandResult } from '../../server/actors/command-bus.ts'
import { createRegistry, type Registry, type RegistryOptions } from '../../server/actors/registry.ts'
import type { Store } from '../../server/store/store.ts'

export const ORIGIN = 'sealdesk.test/log'
export const SYSTEM: Sender = { type: 'system', id: 'test' }

/** A log that keeps what it was told, so that a test can look. */
export function keptLog() {
  const entries: { level: 'error' | 'warn' | 'info'; fields: object; message: string }[] = []
  return {
    entries,
    error: (fields: object, message: string) => void entries.push({ level: 'error', fields, message }),
    warn: (fields: object, message: string) => void entries.push({ level: 'warn', fields, message }),
    info: (fields: object, message: string) => void entries.push({ level: 'info', fields, message }),
  }
}

/** The live aggregates of one server, on a store. */
export function startRegistry(store: Store, options: Partial<RegistryOptions> = {}): Registry {
  return createRegistry({
    store,
    origin: ORIGIN,
    openTicketLimit: 3,
    now: Date.now,
    randomHex: bytes => randomBytes(bytes).toString('hex'),
    freshId: randomUUID,
    block: () => null,
    log: keptLog(),
    ...options,
  })
}

export function member(id: string): Sender {
  return { type: 'user', id, role: 'member' }
}

export function toTicket(id: string, type: string, payload: unknown = {}, commandId: string = randomUUID()): CommandRequest {
  return { id: commandId, aggregate: { type: 'ticket', id }, type, payload }
}

export function toUser(id: string, type: string, payload: unknown = {}, commandId: string = randomUUID()): CommandRequest {
  return { id: commandId, aggregate: { type: 'user', id }, type, payload }
}

/** The answer to a command that must be carried out. */
export function accepted(result: CommandResult): Extract<CommandResult, { ok: true }> {
  if (!result.ok) throw new Error(`refused: ${result.refusal.code}: ${result.refusal.text}`)
  return result
}

export function refusalOf(result: CommandResult): string {
  return result.ok ? 'accepted' : result.refusal.code
}

export async function createPerson(registry: Registry, name: string, id: string = randomUUID()): Promise<string> {
  accepted(await registry.execute(toUser(id, 'create_user', { name, displayName: name, role: 'member' }), SYSTEM))
  return id
}

export async function createTicket(registry: Registry, by: Sender = SYSTEM, id: string = randomUUID()): Promise<string> {
  accepted(await registry.execute(toTicket(id, 'create_ticket', { title: 'A ticket', body: '' }), by))
  return id
}

export async function readChain(store: Store, type: 'ticket' | 'user' | 'anchor', id: string): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = []
  for await (const page of store.chain({ type, id }, 0)) events.push(...page)
  return events
}

/** Throws where any chain of the store doesn't hold; answers how many there are. */
export async function checkEveryChain(store: Store, origin: string = ORIGIN): Promise<number> {
  let chains = 0
  for await (const page of store.aggregates()) {
    for (const { aggregate } of page) {
      const events: StoredEvent[] = []
      for await (const part of store.chain(aggregate, 0)) events.push(...part)
      const result = checkChain(events, { origin, aggregate })
      if (!result.ok) throw new Error(`${aggregate.type} ${aggregate.id}: ${result.failure.message}`)
      chains++
    }
  }
  return chains
}

/** For each person: the open tickets assigned to them, and the tickets that their places are for, both sorted. */
export async function assignments(registry: Registry, tickets: readonly string[], people: readonly string[]) {
  const states = await Promise.all(tickets.map(async id => ({ id, ...(await registry.ticket(id)) })))
  return Promise.all(
    people.map(async person => {
      const open = states.filter(({ snapshot }) => ticketStateOf(snapshot) === 'open' && snapshot.context.assignee === person)
      const { snapshot } = await registry.user(person)
      return { person, open: open.map(({ id }) => id).sort(), places: snapshot.context.places.map(({ ticket }) => ticket).sort() }
    }),
  )
}
