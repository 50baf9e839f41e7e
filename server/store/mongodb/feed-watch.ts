import { setTimeout as delay } from 'node:timers/promises'
import type { Document } from 'mongodb'
import { StoreUnavailable } from '../errors.ts'
import type { Signal } from '../feed.ts'
import type { Connection } from './connection.ts'
import type { FeedLine } from './feed-line.ts'
import type { Settling } from './settling.ts'

/** How often the end of the feed is asked for while somebody follows it; the second where the database tells of changes itself. */
const ASK_MS = 200
const ASK_ALTHOUGH_TOLD_MS = 2000
/** So long the database waits for a change before it says that there is none yet: no call lasts, and so one that does is noticed. */
const TOLD_MS = 1000
/** How often it is looked whether a process that died has left something unsettled. */
const SETTLE_MS = 1000

/** A stream of changes: what the driver's is used for here. */
export type Changes = {
  /** The next one; null where there was none for about a second, or the stream has ended. */
  tryNext(): Promise<unknown>
  close(): Promise<void>
  readonly closed: boolean
}

/** A collection, or what tells of changes as one does. */
export type Watched = { watch(steps: Document[], options: { maxAwaitTimeMS: number }): Changes }

/**
 * Sees to it that followers of the feed hear of what other servers append, and that nothing stays unsettled. Whatever it misses, is told twice
 * or in another order does no harm: it only says that there may be something new, and positions tell what.
 */
export class FeedWatch {
  readonly #connection: Connection
  readonly #feed: Watched
  readonly #line: FeedLine
  readonly #settling: Settling
  readonly #grown: Signal
  #followers = 0
  #stop = new AbortController()

  constructor(connection: Connection, { feed }: { readonly feed: Watched }, line: FeedLine, settling: Settling, grown: Signal) {
    this.#connection = connection
    this.#feed = feed
    this.#line = line
    this.#settling = settling
    this.#grown = grown
  }

  /** Watches while somebody follows. Answers how to end it. */
  begin(): () => void {
    this.#followers += 1
    if (this.#followers === 1) this.#watch()
    return () => {
      this.#followers -= 1
      if (this.#followers === 0) this.#stop.abort()
    }
  }

  #watch(): void {
    this.#stop = new AbortController()
    const stop = AbortSignal.any([this.#stop.signal, this.#connection.closed])
    const { changeStreams } = this.#connection.abilities
    void this.#repeat(changeStreams ? ASK_ALTHOUGH_TOLD_MS : ASK_MS, stop, () => this.#line.refresh())
    void this.#repeat(SETTLE_MS, stop, () => this.#settling.finishLeft())
    if (changeStreams) void this.#listen(stop)
  }

  /**
   * The driver goes on at its last token where a stream breaks off. Where the database doesn't have that any more, another stream is opened;
   * and each time it is looked first what was appended while nobody listened.
   */
  async #listen(stop: AbortSignal): Promise<void> {
    await this.#repeat(ASK_MS, stop, async () => {
      const changes = this.#feed.watch([{ $match: { operationType: 'insert' } }, { $project: { _id: 1 } }], { maxAwaitTimeMS: TOLD_MS })
      try {
        await this.#connection.ask(() => changes.tryNext())
        await this.#line.refresh()
        // It ends where the collection is dropped: then it has nothing, and that at once, for ever.
        while (!stop.aborted && !changes.closed)
          if ((await this.#connection.ask(() => changes.tryNext())) !== null) await this.#line.refresh()
      } finally {
        // Nobody waits for that: it asks the database, too, which may be what doesn't answer.
        changes.close().catch(() => {})
      }
    })
  }

  /** Does something again and again. While the database can't be reached, it goes on trying. */
  async #repeat(ms: number, stop: AbortSignal, work: () => Promise<unknown>): Promise<void> {
    while (!stop.aborted) {
      try {
        await work()
      } catch (error) {
        // Nobody waits for this work, but followers do for its news: they look themselves, and are told what is the matter.
        if (!(error instanceof StoreUnavailable)) this.#grown.give()
      }
      await delay(ms, undefined, { signal: stop, ref: false }).catch(() => {})
    }
  }
}
