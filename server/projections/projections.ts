import { setTimeout as delay } from 'node:timers/promises'
import { KnownError } from '../../core/protocol/errors.ts'
import type { Log } from '../actors/live-aggregate.ts'
import type { Store } from '../store/store.ts'
import { observe, type Projected, project } from './projector.ts'

/** How long a reader waits at most for what was appended before it asked. */
const BARRIER_MS = 5000
const RETRY_MS = 1000
/** How often a server that doesn't write the rows looks for those that another one writes. */
const LOOK_MS = 50
const LATE = 'The lists are still being brought up to date. Try again in a moment.'

/** The read models, kept up with the feed from where they were left, by this server or by another one that holds the lease. */
export interface Projections {
  /** Resolves when everything that was appended before the call can be read. @throws KnownError `overloaded` after 5 s. */
  caughtUp(): Promise<void>
  /** How far the rows have come; null before the first event. */
  cursor(): string | null
  onProjected(listener: (projected: Projected) => void): () => void
  /** Stops following; what is under way is finished. */
  close(): Promise<void>
}

/** Who holds it writes the rows; where several servers believe so for a moment, they write the same. */
export type ProjectionLease = { isHolder(): boolean }

/** Where no other process works on the store. */
const ALONE: ProjectionLease = { isHolder: () => true }

type Waiting = { readonly position: string; readonly resolve: () => void }

export async function startProjections(store: Store, log: Log, lease: ProjectionLease = ALONE): Promise<Projections> {
  /** Whether the rows stand where this server has left them. */
  let leads = lease === ALONE
  let cursor = await store.readModels.cursor()
  const stop = new AbortController()
  const listeners = new Set<(projected: Projected) => void>()
  const waiting = new Set<Waiting>()

  async function follow(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        for await (const page of store.feed(cursor, stop.signal)) {
          const state = await stateOfRows(page.cursor)
          if (state === 'begun anew') break
          const projected = state === 'written' ? await observe(store, page, log) : await project(store, page, log)
          cursor = page.cursor
          for (const listener of listeners) tell(listener, projected)
          for (const waiter of waiting) if (waiter.position <= page.cursor) waiter.resolve()
        }
        goBackTo(await store.readModels.cursor())
      } catch (error) {
        if (stop.signal.aborted) return
        log.error({ err: error }, 'the read models could not follow the feed; trying again')
        await delay(RETRY_MS, undefined, { signal: stop.signal }).catch(() => {})
        await store.readModels.cursor().then(goBackTo, () => {})
      }
    }
  }

  /**
   * Whether another server has written the rows up to a cursor; `mine` once that is for this one to do. Where somebody has begun them anew
   * since, they are not even as far as this server believes.
   */
  async function stateOfRows(upTo: string): Promise<'written' | 'mine' | 'begun anew'> {
    for (;;) {
      if (leads && lease.isHolder()) return 'mine'
      const written = await store.readModels.cursor()
      if (isBehind(written)) return 'begun anew'
      leads = lease.isHolder()
      if (written !== null && written >= upTo) return 'written'
      if (leads) return 'mine'
      await delay(LOOK_MS, undefined, { signal: stop.signal })
    }
  }

  function isBehind(written: string | null): boolean {
    return cursor !== null && (written === null || written < cursor)
  }

  /** Rows that were begun anew are followed from where they are: whoever wrote on from further would leave a gap in them. */
  function goBackTo(written: string | null): void {
    if (isBehind(written)) cursor = written
  }

  function tell(listener: (projected: Projected) => void, projected: Projected): void {
    try {
      listener(projected)
    } catch (error) {
      log.error({ err: error }, 'a listener of the read models failed')
    }
  }

  const following = follow()

  return {
    async caughtUp() {
      const position = await store.newest()
      if (position === null || (cursor !== null && cursor >= position)) return
      await new Promise<void>((resolve, reject) => {
        const waiter = {
          position,
          resolve() {
            clearTimeout(timer)
            waiting.delete(waiter)
            resolve()
          },
        }
        const timer = setTimeout(() => {
          // Where the rows can't follow for long, those who gave up must not pile up.
          waiting.delete(waiter)
          reject(new KnownError('overloaded', LATE))
        }, BARRIER_MS)
        waiting.add(waiter)
      })
    },
    cursor: () => cursor,
    onProjected(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      stop.abort()
      await following
    },
  }
}
