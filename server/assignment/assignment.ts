import type { CommandOf } from '../../core/aggregate/command.ts'
import { type Refusal, refusal } from '../../core/protocol/errors.ts'
import { type TicketSnapshot, ticketStateOf } from '../../core/ticket/machine.ts'
import type { exchangePayloads } from '../../core/user/commands.ts'
import type { UserSnapshot } from '../../core/user/machine.ts'
import type { Place } from '../../core/user/state.ts'
import type { CommandResult } from '../actors/command-bus.ts'
import type { Exchange, Step } from '../actors/exchange.ts'
import type { Log } from '../actors/live-aggregate.ts'
import { Locks } from '../locks.ts'
import type { Head } from '../store/store.ts'

type Looked<S> = { readonly snapshot: S; readonly head: Head }

export type AssignmentOptions = {
  /** Open tickets that one person may have at most (OPEN_TICKET_LIMIT). */
  readonly limit: number
  readonly log: Log
  /** A fresh UUID. Never one derived from the cause: a place that was given back and is needed again must be reserved again. */
  readonly freshId: () => string
  ticket(id: string): Promise<Looked<TicketSnapshot>>
  person(id: string): Promise<Looked<UserSnapshot>>
  send(person: string, commandId: string, command: CommandOf<typeof exchangePayloads>): Promise<CommandResult>
}

const BY = { type: 'system', id: 'assignment' } as const

/**
 * The open-ticket limit: the exchange between a ticket and its assignee (architecture.md).
 *
 * The assignee reserves a place, then the ticket is assigned; on solve, unassign and reassign the place is given back. A place
 * carries the version that the ticket reaches by the event that needs it. So what became of a place can always be told from the
 * ticket: below that version the event isn't there (yet), at or above it the ticket's own state says whether the place is still
 * needed. A crash leaves at worst a place too many, never one too few.
 */
export class AssignmentExchange implements Exchange<TicketSnapshot> {
  readonly #options: AssignmentOptions
  /** Tickets with an exchange or a settlement under way in this process: the two never meet on one ticket. */
  readonly #locks = new Locks()
  readonly #unlock = new WeakMap<Step<TicketSnapshot>, () => void>()

  constructor(options: AssignmentOptions) {
    this.#options = options
  }

  concerns(step: Step<TicketSnapshot>): boolean {
    return needs(step) !== null || givesBack(step) !== null
  }

  async prepare(step: Step<TicketSnapshot>): Promise<Refusal | null> {
    const unlock = await this.#locks.acquire(step.id)
    let refused: Refusal | null
    try {
      refused = await this.#reserve(step)
    } catch (error) {
      unlock()
      throw error
    }
    if (refused === null) this.#unlock.set(step, unlock)
    else unlock()
    return refused
  }

  async complete(step: Step<TicketSnapshot>): Promise<void> {
    const person = givesBack(step)
    try {
      if (person !== null) await this.#release(person, { ticket: step.id, version: step.version })
    } catch (error) {
      this.#options.log.warn({ err: error, ticket: step.id }, 'a place could not be given back yet; it will be settled later')
    } finally {
      this.leave(step)
    }
  }

  async abandon(step: Step<TicketSnapshot>): Promise<void> {
    this.leave(step)
    const person = needs(step)
    if (person === null) return
    try {
      await this.#settlePlace(person, { ticket: step.id, version: step.version })
    } catch (error) {
      this.#options.log.warn({ err: error, ticket: step.id }, 'a place could not be settled yet; it will be later')
    }
  }

  leave(step: Step<TicketSnapshot>): void {
    this.#unlock.get(step)?.()
    this.#unlock.delete(step)
  }

  /** Gives back every place of a person that no ticket holds. */
  async settle(person: string): Promise<void> {
    const { snapshot } = await this.#options.person(person)
    for (const place of snapshot.context.places) await this.#settlePlace(person, place)
  }

  async #reserve(step: Step<TicketSnapshot>): Promise<Refusal | null> {
    const person = needs(step)
    if (person === null) return null
    const first = await this.#tryReserve(person, step)
    if (first?.code !== 'open_ticket_limit') return first
    // A crash may have left places that nobody needs: look, then ask once more.
    await this.settle(person)
    return this.#tryReserve(person, step)
  }

  async #tryReserve(person: string, step: Step<TicketSnapshot>): Promise<Refusal | null> {
    const { limit, send, freshId } = this.#options
    const payload = { ticket: step.id, version: step.version, limit }
    const result = await send(person, freshId(), { type: 'reserve_assignment', payload, by: BY })
    if (result.ok || result.refusal.code === 'nothing_to_change') return null
    const { code, text } = result.refusal
    if (code === 'open_ticket_limit') {
      const tickets = limit === 1 ? 'one open ticket' : `${limit} open tickets`
      return refusal(code, `This person already has ${tickets}, as many as one person may have. Solve or unassign one first.`)
    }
    return code === 'not_found' ? refusal(code, text, 'assignee') : result.refusal
  }

  async #release(person: string, place: Place): Promise<void> {
    const { send, freshId } = this.#options
    await send(person, freshId(), { type: 'release_assignment', payload: { ...place }, by: BY })
  }

  async #settlePlace(person: string, place: Place): Promise<void> {
    // Held: an exchange is under way, and will itself see to the place.
    const unlock = this.#locks.tryAcquire(place.ticket)
    if (unlock === null) return
    try {
      const { snapshot, head } = await this.#options.ticket(place.ticket)
      const holds = ticketStateOf(snapshot) === 'open' && snapshot.context.assignee === person
      if (head.version >= place.version && holds) return
      await this.#release(person, { ticket: place.ticket, version: Math.max(head.version, place.version) })
    } finally {
      unlock()
    }
  }
}

/** Whose place the step needs: the new assignee's, or, when the ticket is reopened, the assignee's that it has. */
function needs({ draft, before }: Step<TicketSnapshot>): string | null {
  if (draft.type === 'ticket_assigned' && typeof draft.facts.assignee === 'string') return draft.facts.assignee
  return draft.type === 'ticket_reopened' ? before.context.assignee : null
}

/** Whose place the step sets free: that of the assignee whose open ticket it was. */
function givesBack({ draft, before }: Step<TicketSnapshot>): string | null {
  const leaves = draft.type === 'ticket_solved' || draft.type === 'ticket_unassigned' || draft.type === 'ticket_assigned'
  return leaves && ticketStateOf(before) === 'open' ? before.context.assignee : null
}
