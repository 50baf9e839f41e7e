import { parseCommand } from '../../core/aggregate/command.ts'
import type { AnchorCommand } from '../../core/anchor/commands.ts'
import type { AnchorSnapshot } from '../../core/anchor/machine.ts'
import type { Aggregate } from '../../core/events/names.ts'
import type { Refusal } from '../../core/protocol/errors.ts'
import { ticketPayloads } from '../../core/ticket/commands.ts'
import type { TicketSnapshot } from '../../core/ticket/machine.ts'
import { userPayloads } from '../../core/user/commands.ts'
import type { UserSnapshot } from '../../core/user/machine.ts'
import { AssignmentExchange } from '../assignment/assignment.ts'
import type { Head, Store } from '../store/store.ts'
import { anchorKind } from './anchor-kind.ts'
import type { CommandBus, CommandResult } from './command-bus.ts'
import { noExchange } from './exchange.ts'
import type { Log } from './live-aggregate.ts'
import { Pool, type RestPolicy } from './pool.ts'
import { createRecorder } from './recorder.ts'
import { ticketKind } from './ticket-kind.ts'
import { userKind } from './user-kind.ts'
import { VerifiedHeads } from './verified-heads.ts'

export type RegistryOptions = {
  readonly store: Store
  readonly origin: string
  readonly openTicketLimit: number
  readonly now: () => number
  readonly randomHex: (bytes: number) => string
  /** A fresh random UUID. */
  readonly freshId: () => string
  /** Hash of the newest block header known, which every event names as its earliest time; null where there is none (chain.md 2, `block`). */
  readonly block: () => string | null
  readonly log: Log
  readonly rest?: RestPolicy
}

const REST: RestPolicy = { idleMs: 5 * 60_000, awakeAtMost: 2000 }
const SWEEP_EVERY_MS = 30_000

/** All live aggregates, and the way of every command to its own. */
export interface Registry extends CommandBus {
  ticket(id: string): Promise<{ readonly snapshot: TicketSnapshot; readonly head: Head }>
  /**
   * With all that other servers have appended up to this moment: a right that was taken anywhere is gone at once. Where this server is just
   * appending to a person to whom another one has, it is told when that has ended.
   */
  user(id: string): Promise<{ readonly snapshot: UserSnapshot; readonly head: Head }>
  anchor(id: string): Promise<{ readonly snapshot: AnchorSnapshot; readonly head: Head }>
  /**
   * A command of whoever anchors, carried out once like any other. It isn't parsed, and nobody from outside comes here: `execute` knows no
   * anchors. @throws KnownError as `execute` does
   */
  anchorCommand(id: string, commandId: string, command: AnchorCommand): Promise<CommandResult>
  /** Compares a person's places with the tickets they are for, and gives back what no ticket holds. */
  settle(person: string): Promise<void>
  /** An event is on disk, perhaps by another server: an aggregate that is awake here takes it before it is used again. */
  noticed(event: { readonly aggregate: Aggregate; readonly version: number }): void
  /** How many aggregates are awake. */
  awake(): number
  /** Carries out what was taken in, then lets everything rest. */
  close(): Promise<void>
}

export function createRegistry(options: RegistryOptions): Registry {
  const { store, origin, now, log, rest = REST } = options
  const record = createRecorder({ origin, now, randomHex: options.randomHex, block: options.block })
  const verified = new VerifiedHeads()
  const users = new Pool({ kind: userKind, store, origin, record, exchange: noExchange<UserSnapshot>(), verified, log }, rest, now)
  const anchors = new Pool({ kind: anchorKind, store, origin, record, exchange: noExchange<AnchorSnapshot>(), verified, log }, rest, now)
  const exchange = new AssignmentExchange({
    limit: options.openTicketLimit,
    log,
    now,
    freshId: options.freshId,
    revoke: guard => store.revoke(guard),
    ticket: id => tickets.latest(id),
    person: id => users.latest(id),
    send: (person, commandId, command) => users.with(person, live => live.post(commandId, command.by, command)),
  })
  const tickets = new Pool({ kind: ticketKind(() => store.nextNumber()), store, origin, record, exchange, verified, log }, rest, now)
  const sweeping = setInterval(() => {
    tickets.sweep()
    users.sweep()
    anchors.sweep()
  }, SWEEP_EVERY_MS)
  sweeping.unref()

  return {
    async execute({ id, aggregate, type, payload }, by) {
      if (aggregate.type === 'ticket') {
        const command = parseCommand(ticketPayloads, type, payload, by)
        return command.ok ? tickets.with(aggregate.id, live => live.post(id, by, command.value)) : refused(command.refusal)
      }
      // The exchange's commands aren't in this table: nobody sends them from outside.
      const command = parseCommand(userPayloads, type, payload, by)
      return command.ok ? users.with(aggregate.id, live => live.post(id, by, command.value)) : refused(command.refusal)
    },
    ticket: id => tickets.look(id),
    user: id => users.current(id),
    anchor: id => anchors.look(id),
    anchorCommand: (id, commandId, command) => anchors.with(id, live => live.post(commandId, command.by, command)),
    settle: person => exchange.settle(person),
    noticed({ aggregate: { type, id }, version }) {
      if (type === 'ticket') tickets.noticed(id, version)
      else if (type === 'user') users.noticed(id, version)
      else if (type === 'anchor') anchors.noticed(id, version)
    },
    awake: () => tickets.size + users.size + anchors.size,
    async close() {
      clearInterval(sweeping)
      // Tickets first: what they do may still need a person's place.
      await tickets.close()
      await users.close()
      await anchors.close()
    },
  }
}

function refused(refusal: Refusal): CommandResult {
  return { ok: false, refusal }
}
