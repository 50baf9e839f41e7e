import type { ReactiveControllerHost } from 'lit'
import { lastSeen } from './last-visit.ts'
import { ticketIdOf } from './ticket-address.ts'

export type Found =
  | { readonly kind: 'looking' }
  /** `seen`: the newest version that was there at the last visit; 0 at the first. */
  | { readonly kind: 'found'; readonly id: string; readonly seen: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly text: string }

/** Finds the ticket that the address names by its number or its id, and renders its host again with what comes of it. */
export class TicketFinder {
  readonly #host: ReactiveControllerHost
  #ref = ''
  #found: Found = { kind: 'looking' }

  constructor(host: ReactiveControllerHost) {
    this.#host = host
  }

  /** What was last looked for. */
  get ref(): string {
    return this.#ref
  }

  get found(): Found {
    return this.#found
  }

  get id(): string | null {
    return this.#found.kind === 'found' ? this.#found.id : null
  }

  /** What was looked for before is forgotten, also where its answer comes later. */
  async find(ref: string): Promise<void> {
    this.#ref = ref
    this.#set({ kind: 'looking' })
    const answer = await ticketIdOf(ref)
    if (this.#ref !== ref) return
    if (answer.ok) this.#set({ kind: 'found', id: answer.value, seen: lastSeen(answer.value) })
    else this.#set(answer.code === 'not_found' ? { kind: 'missing' } : { kind: 'failed', text: answer.text })
  }

  /** The same ticket has another name in the address. */
  rename(ref: string): void {
    this.#ref = ref
  }

  #set(found: Found): void {
    this.#found = found
    this.#host.requestUpdate()
  }
}
