import type { CommandOf } from '../../core/aggregate/command.ts'
import { type Refusal, refusal } from '../../core/protocol/errors.ts'
import { type TicketSnapshot, ticketStateOf } from '../../core/ticket/machine.ts'
import type { exchangePayloads } from '../../core/user/commands.ts'
import type { UserSnapshot } from '../../core/user/machine.ts'
import { type Place, placeFor } from '../../core/user/state.ts'
import type { CommandResult } from '../actors/command-bus.ts'
import type { Exchange, Prepared, Step } from '../actors/exchange.ts'
import type { Log } from '../actors/live-aggregate.ts'
import type { Head } from '../store/store.ts'
import { OverduePlaces } from './overdue-places.ts'

type Looked<S> = { readonly snapshot: S; readonly head: Head }

export type AssignmentOptions = {
  /** Open tickets that one person may have at most (OPEN_TICKET_LIMIT). */
  readonly limit: number
  readonly log: Log
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** A fresh UUID. Never one derived from the cause: a place that was given back and is needed again must be reserved again. */
  readonly freshId: () => string
  /** `Store.revoke`. */
  revoke(guard: string): Promise<boolean>
  /** Tickets and people as they are in the store at this moment; where one is busy here, what other servers appended may be missing. */
  ticket(id: string): Promise<Looked<TicketSnapshot>>
  person(id: string): Promise<Looked<UserSnapshot>>
  send(person: string, commandId: string, command: CommandOf<typeof exchangePayloads>): Promise<CommandResult>
}

const BY = { type: 'system', id: 'assignment' } as const

/**
 * The open-ticket limit: the exchange between a ticket and its assignee (architecture.md), on any number of servers.
 *
 * The assignee reserves a place, then the ticket is assigned; on solve, unassign and reassign the place is given back. A place
 * carries the version that the ticket reaches by the event that needs it. So what became of a place can always be told from the
 * ticket: at or above that version the ticket's own state says whether the place is still needed; below it the event isn't there
 * (yet). It may be on its way, from any server. Therefore its commit carries the reservation as its guard, and whoever gives such a
 * place back revokes the guard first: then the event never comes, and its server reserves anew.
 *
 * A crash leaves at worst a place too many, never one too few.
 */
export class AssignmentExchange implements Exchange<TicketSnapshot> {
  readonly #options: AssignmentOptions
  readonly #overdue: OverduePlaces

  constructor(options: AssignmentOptions) {
    this.#options = options
    this.#overdue = new OverduePlaces(options.now)
  }

  concerns(step: Step<TicketSnapshot>): boolean {
    return needs(step) !== null || givesBack(step) !== null
  }

  async prepare(step: Step<TicketSnapshot>): Promise<Prepared> {
    const person = needs(step)
    if (person === null) return { ok: true, guard: null }
    const first = await this.#reserve(person, step)
    if (first.ok || first.refusal.code !== 'open_ticket_limit') return first
    // A crash may have left places that nobody needs: look, then ask once more.
    const { snapshot } = await this.#options.person(person)
    await this.#settlePlaces(person, this.#overdue.of(person, snapshot.context.places))
    return this.#reserve(person, step)
  }

  async complete(step: Step<TicketSnapshot>): Promise<void> {
    const person = givesBack(step)
    try {
      if (person !== null) await this.#release(person, { ticket: step.id, version: step.version, reservation: null })
    } catch (error) {
      this.#options.log.warn({ err: error, ticket: step.id }, 'a place could not be given back yet; it will be settled later')
    }
  }

  async abandon(step: Step<TicketSnapshot>): Promise<void> {
    const person = needs(step)
    if (person === null) return
    try {
      const place = placeFor((await this.#options.person(person)).snapshot.context, step.id)
      // A newer place is somebody else's.
      if (place !== undefined && place.version <= step.version) await this.#settlePlaces(person, [place])
    } catch (error) {
      this.#options.log.warn({ err: error, ticket: step.id }, 'a place could not be settled yet; it will be later')
    }
  }

  /** Gives back every place of a person that no ticket holds. */
  async settle(person: string): Promise<void> {
    const { snapshot } = await this.#options.person(person)
    await this.#settlePlaces(person, snapshot.context.places)
  }

  async #reserve(person: string, step: Step<TicketSnapshot>): Promise<Prepared> {
    const { limit, send, freshId } = this.#options
    const payload = { ticket: step.id, version: step.version, limit }
    for (;;) {
      const result = await send(person, freshId(), { type: 'reserve_assignment', payload, by: BY })
      if (result.ok) return { ok: true, guard: guardOf(person, result.version) }
      if (result.refusal.code !== 'nothing_to_change') return { ok: false, refusal: refusalOf(result.refusal, limit) }
      const place = placeFor((await this.#options.person(person)).snapshot.context, step.id)
      if (place !== undefined && place.version >= step.version) return { ok: true, guard: guardOf(person, place.reservation) }
      // It has been given back in between: ask again.
    }
  }

  async #release(person: string, payload: Pick<Place, 'ticket' | 'version'> & { readonly reservation: number | null }): Promise<void> {
    const { send, freshId } = this.#options
    await send(person, freshId(), { type: 'release_assignment', payload, by: BY })
  }

  async #settlePlaces(person: string, places: readonly Place[]): Promise<void> {
    for (const place of places) {
      const { ticket, version, reservation } = place
      const needed = await this.#neededAt(person, place)
      if (needed !== null) await this.#release(person, { ticket, version: Math.max(needed, version), reservation })
    }
  }

  /** The ticket's version at which the place isn't needed, nor ever will be again; null where it is needed, or may be. */
  async #neededAt(person: string, place: Place): Promise<number | null> {
    const { ticket, revoke } = this.#options
    const first = await ticket(place.ticket)
    if (first.head.version < place.version && (await revoke(guardOf(person, place.reservation)))) return first.head.version
    // Where the guard couldn't be revoked, the event is there, and has not been seen here yet.
    const { snapshot, head } = first.head.version < place.version ? await ticket(place.ticket) : first
    const holds = ticketStateOf(snapshot) === 'open' && snapshot.context.assignee === person
    return head.version < place.version || holds ? null : head.version
  }
}

/** Names a reservation, as the commit that relies on it does. */
function guardOf(person: string, reservation: number): string {
  return `${person}/${reservation}`
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

/** Why there is no place, as whoever assigns is told. */
function refusalOf({ code, text, ...rest }: Refusal, limit: number): Refusal {
  if (code === 'open_ticket_limit') {
    const tickets = limit === 1 ? 'one open ticket' : `${limit} open tickets`
    return refusal(code, `This person already has ${tickets}, as many as one person may have. Solve or unassign one first.`)
  }
  return code === 'not_found' ? refusal(code, text, 'assignee') : { code, text, ...rest }
}
