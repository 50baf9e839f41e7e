import { getInitialSnapshot } from 'xstate'
import { parseHeader } from '../core/events/header.ts'
import { KnownError } from '../core/protocol/errors.ts'
import { type TicketSnapshot, ticketMachine, ticketStateOf } from '../core/ticket/machine.ts'
import type { Registry } from './actors/registry.ts'
import type { TicketKind } from './actors/ticket-kind.ts'
import type { TicketAt, TicketMoment, TicketReader } from './http/deps.ts'
import type { Store } from './store/store.ts'

/** Tickets as they are, from their live actors, and as they were, replayed from their chains. */
export function createTicketReader(store: Store, registry: Registry, next: TicketKind['next']): TicketReader {
  return {
    async at(id, moment) {
      if (moment.kind === 'now') {
        const { snapshot, head } = await registry.ticket(id)
        const now = view(snapshot, head.hash)
        // Events without a first one that holds are no ticket that never was.
        if (now === null && (await store.head({ type: 'ticket', id })) !== null) throw new KnownError('history_damaged')
        return now
      }
      let snapshot: TicketSnapshot = getInitialSnapshot(ticketMachine)
      let hash = ''
      let reached = 0
      for await (const events of store.chain({ type: 'ticket', id }, 0)) {
        for (const event of events) {
          const { version, recordedAt } = parseHeader(event.header)
          if (isAfter(moment, version, recordedAt)) return view(snapshot, hash)
          snapshot = next(snapshot, event)
          hash = event.hash
          reached = version
        }
      }
      return moment.kind === 'version' && moment.version > reached ? null : view(snapshot, hash)
    },
  }
}

function isAfter(moment: Exclude<TicketMoment, { kind: 'now' }>, version: number, recordedAt: string): boolean {
  return moment.kind === 'version' ? version > moment.version : recordedAt > moment.at
}

function view(snapshot: TicketSnapshot, hash: string): TicketAt | null {
  const state = ticketStateOf(snapshot)
  return state === 'absent' ? null : { state, ticket: snapshot.context, hash }
}
