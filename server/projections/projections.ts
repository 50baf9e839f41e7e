import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../actors/live-aggregate.ts'
import { RowsBegunAnew } from '../store/errors.ts'
import type { FeedPage, Store } from '../store/store.ts'
import { Barrier } from './barrier.ts'
import { type Pause, pauseByTimer } from './obstacle.ts'
import { observe, type Projected, project } from './projector.ts'
import { Telling } from './telling.ts'
import { toldUpTo } from './told-mark.ts'

const RETRY_MS = 1000
/** How often a server that doesn't write the rows looks for those that another one writes. */
const LOOK_MS = 50
/** How often it is looked whether somebody has begun the rows anew, where nothing happens that would show it. */
const WATCH_MS = 2000

/** The read models, kept up with the feed from where they were left, by this server or by another one that holds the lease. */
export interface Projections {
  /**
   * Resolves when everything that was appended before the call can be read, also where the rows are just being made anew.
   * @throws KnownError `overloaded` after 5 s; StoreUnavailable
   */
  caughtUp(): Promise<void>
  /** How far the rows have come; null before the first event. */
  cursor(): string | null
  /** Tells of each change once it can be read, and only once, however often rows are made anew meanwhile. */
  onProjected(listener: (projected: Projected) => void): () => void
  /** Stops following; what is under way is finished. */
  close(): Promise<void>
}

/** Who holds it writes the rows; where several servers believe so for a moment, they write the same. */
export type ProjectionLease = { isHolder(): boolean }

/** Where no other process works on the store. */
const ALONE: ProjectionLease = { isHolder: () => true }

/** `pause` lies between tries to read what the store refuses; tests bring their own. */
export async function startProjections(
  store: Store,
  log: Log,
  lease: ProjectionLease = ALONE,
  pause: Pause = pauseByTimer,
): Promise<Projections> {
  let rows = await store.readModels.follow()
  /** How far this server has come with the rows. */
  let cursor = rows.cursor
  /** Whether the rows stand where this server has left them. */
  let leads = lease === ALONE
  /** Aborted where the rows that are being followed turn out to be begun anew. */
  let stretch = new AbortController()
  const stop = new AbortController()
  const telling = new Telling(await toldUpTo(store, cursor), log)
  const barrier = new Barrier()

  async function follow(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await followRows()
        if (!stop.signal.aborted) await goBack()
      } catch (error) {
        if (stop.signal.aborted) return
        if (!(error instanceof RowsBegunAnew)) {
          log.error({ err: error }, 'the read models could not follow the feed; trying again')
          await delay(RETRY_MS, undefined, { signal: stop.signal }).catch(() => {})
        }
        await goBack().catch(() => {})
      }
    }
  }

  /** Follows the feed until the end, or until somebody has begun the rows anew. */
  async function followRows(): Promise<void> {
    for await (const page of store.feed(cursor, AbortSignal.any([stop.signal, stretch.signal]))) {
      for (const part of telling.parts(page)) {
        const projected = await rowsUpTo(part)
        if (stretch.signal.aborted) return
        cursor = part.cursor
        if (projected !== null) telling.tell(part, projected)
        barrier.reached(cursor)
      }
    }
  }

  /** Follows the rows from where they are: whoever wrote on from further would leave a gap in those that were begun anew. */
  async function goBack(): Promise<void> {
    rows = await store.readModels.follow()
    if (isBefore(rows.cursor, cursor)) cursor = rows.cursor
    leads = lease === ALONE
    stretch = new AbortController()
    barrier.reached(cursor)
  }

  /** Sees to it that the rows are as far as a part of the feed goes. Answers what is to be told of it; null where that was done. */
  async function rowsUpTo(part: FeedPage): Promise<Projected | null> {
    const isMine = await isForMe(part.cursor)
    if (stretch.signal.aborted) return null
    const isTold = telling.isTold(part)
    if (!isMine) return isTold ? null : observe(store, part, log)
    const projected = await project(store, rows, part, log, { pause, signal: stop.signal })
    return isTold ? null : projected
  }

  /** Whether the rows up to a position are for this server to write. Resolves when they are, or when another one has written them. */
  async function isForMe(position: string): Promise<boolean> {
    for (;;) {
      if (leads && lease.isHolder()) return true
      const written = await look()
      if (stretch.signal.aborted || (written !== null && written >= position)) return false
      leads = lease.isHolder()
      if (leads) return true
      await delay(LOOK_MS, undefined, { signal: stop.signal })
    }
  }

  /** Answers how far the rows are. Where they aren't even as far as this server has come with them, somebody has begun them anew. */
  async function look(): Promise<string | null> {
    const [seen, reached] = [stretch, cursor]
    const written = await store.readModels.cursor()
    if (isBefore(written, reached)) seen.abort()
    return written
  }

  async function watch(): Promise<void> {
    while (!stop.signal.aborted) {
      await delay(WATCH_MS, undefined, { signal: stop.signal, ref: false }).catch(() => {})
      // Whoever follows hears of it as well.
      if (!stop.signal.aborted) await look().catch(() => {})
    }
  }

  const following = follow()
  const watching = lease === ALONE ? null : watch()

  return {
    async caughtUp() {
      const [position] = await Promise.all([store.newest(), lease === ALONE ? null : look()])
      if (position === null || (!stretch.signal.aborted && !isBefore(cursor, position))) return
      await barrier.until(position)
    },
    cursor: () => cursor,
    onProjected: listener => telling.listen(listener),
    async close() {
      stop.abort()
      await Promise.all([following, watching])
    },
  }
}

function isBefore(cursor: string | null, other: string | null): boolean {
  return other !== null && (cursor === null || cursor < other)
}
