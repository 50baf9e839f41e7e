import { z } from 'zod'
import { Cell, type Readable } from '../state/cell.ts'
import { fetchJson } from './fetch-json.ts'

const ticketSchema = z.object({ number: z.number().int() })

/**
 * Numbers of tickets that a page names by their id: asked for once each, when first needed. Until one is known, and where it can't be
 * had, the beginning of the id stands for it. A number never changes.
 */
export class TicketNames {
  readonly #names = new Cell<ReadonlyMap<string, string>>(new Map())
  readonly #asked = new Set<string>()

  get all(): Readable<ReadonlyMap<string, string>> {
    return this.#names
  }

  nameOf(id: string): string {
    if (!this.#asked.has(id)) void this.#ask(id)
    return this.#names.value.get(id) ?? `ticket ${id.slice(0, 8)}`
  }

  /** A stream knows the number of a ticket from the event that created it. */
  learn(id: string, number: number): void {
    this.#asked.add(id)
    this.#names.update(names => new Map(names).set(id, `#${number}`))
  }

  async #ask(id: string): Promise<void> {
    this.#asked.add(id)
    const found = await fetchJson(`/api/tickets/${id}`, ticketSchema)
    if (found.ok) this.learn(id, found.value.number)
  }
}
