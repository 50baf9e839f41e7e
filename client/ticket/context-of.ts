import type { App } from '../state/app.ts'
import type { TicketView } from '../state/ticket-controller.ts'
import type { TicketContext } from './context.ts'
import { ticketAt } from './replay.ts'
import { words } from './words.ts'

/** What the parts of the page need to know of a ticket, now or at a version. `before` is what they knew last. */
export function contextOf(id: string, view: TicketView, past: number | null, app: App, before: TicketContext | null): TicketContext {
  const connection = app.connection.state.value
  return {
    id,
    situation: {
      snapshot: past === null ? view.snapshot : ticketAt(view.events, past),
      me: app.session.me.value,
      halt: haltOf(view, past),
    },
    events: view.events,
    openTicketLimit: connection.kind === 'online' ? connection.hello.limits.openTickets : (before?.openTicketLimit ?? null),
  }
}

/** The newest version that is known of: while a long history arrives, more than has been checked. */
export function newestOf({ status, checked }: TicketView): number {
  return status.kind === 'catching_up' ? Math.max(status.of, checked.version) : checked.version
}

function haltOf(view: TicketView, past: number | null): string | null {
  if (view.failure !== null) return words.haltBroken
  if (past !== null) return words.haltPast(past)
  if (view.status.kind === 'failed') return view.status.text
  return view.status.kind === 'catching_up' ? words.haltLoading : null
}
