import type { Log } from '../actors/live-aggregate.ts'
import type { FeedPage } from '../store/store.ts'
import type { Projected } from './projector.ts'

type Listener = (projected: Projected) => void

/** Who listens to what happens. Rows can be made anew; what has happened happened once, and nobody is told of it twice. */
export class Telling {
  readonly #log: Log
  readonly #listeners = new Set<Listener>()
  #told: string | null

  /** `told`: the position up to which there is nothing to tell. */
  constructor(told: string | null, log: Log) {
    this.#told = told
    this.#log = log
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** A page of the feed, in two where only its end is still to be told: each part then is as the rows are at its own end. */
  parts(page: FeedPage): readonly FeedPage[] {
    const old = page.events.filter(({ position }) => this.#isTold(position))
    const last = old.at(-1)
    if (last === undefined || this.isTold(page)) return [page]
    return [
      { events: old, cursor: last.position },
      { events: page.events.slice(old.length), cursor: page.cursor },
    ]
  }

  isTold({ cursor }: FeedPage): boolean {
    return this.#isTold(cursor)
  }

  /** Tells what a part of the feed has changed. */
  tell({ cursor }: FeedPage, projected: Projected): void {
    this.#told = cursor
    for (const listener of this.#listeners) {
      try {
        listener(projected)
      } catch (error) {
        this.#log.error({ err: error }, 'a listener of the read models failed')
      }
    }
  }

  #isTold(position: string): boolean {
    return this.#told !== null && position <= this.#told
  }
}
