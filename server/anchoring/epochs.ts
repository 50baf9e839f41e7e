import { parseEpoch } from '../../core/proof/log/epoch-record.ts'
import type { Lease } from '../leases/lease.ts'
import type { Epoch } from '../store/proofs.ts'
import type { Store } from '../store/store.ts'
import { attemptEpoch, type EpochDeps } from './epoch-attempt.ts'
import type { Schedule } from './schedule.ts'

/** How often a server that doesn't hold the lease looks for the epochs of the one that does, and how soon a failure is tried again. */
const LOOK_MS = 1000

export type EpochsOptions = EpochDeps & {
  /** Milliseconds from one epoch to the next, at least. */
  readonly epochMs: number
  readonly schedule: Schedule
  /** Who holds it makes epochs by itself. Two who think so do no harm: an epoch can be committed once. */
  readonly lease: Pick<Lease, 'isHolder'>
  /** Drops what no proof needs any more. It may take long, beside the epochs that are made meanwhile. */
  readonly tidy: (newest: Epoch, stop: AbortSignal) => Promise<void>
}

/** The log of map roots, growing while something changes. */
export interface Epochs {
  /** The newest epoch that this server knows of; null before the first. */
  newest(): Epoch | null
  /**
   * Makes an epoch of all that was appended before the call, whoever holds the lease, unless nothing but anchors has changed. Answers the
   * newest epoch then; null where there is none. @throws StoreUnavailable
   */
  makeNow(): Promise<Epoch | null>
  /** Told of every newer epoch, whoever made it; where several come at once, of the last. Answers how to stop listening. */
  onEpoch(listener: (epoch: Epoch) => void): () => void
  /** Gives up what is under way: nothing of it counts. */
  close(): Promise<void>
}

/** Follows what is appended from where the newest epoch has left it. */
export async function startEpochs(options: EpochsOptions): Promise<Epochs> {
  const { store, now, log, lease, epochMs } = options
  const stop = new AbortController()
  const listeners = new Set<(epoch: Epoch) => void>()
  let newest = await store.proofs.newestEpoch()
  /** Where nothing but anchors has changed since the newest epoch: up to here. */
  let readTo = newest?.cursor ?? null
  let lastAt = newest === null ? Number.NEGATIVE_INFINITY : Date.parse(parseEpoch(newest.record).time)
  let tail: Promise<unknown> = Promise.resolve()
  let tidying: Promise<void> | null = null

  function learn(epoch: Epoch | null): void {
    if (epoch === null || epoch.index <= (newest?.index ?? -1)) return
    newest = epoch
    if (readTo === null || readTo < epoch.cursor) readTo = epoch.cursor
    for (const listener of listeners) tell(listener, epoch)
  }

  function tell(listener: (epoch: Epoch) => void, epoch: Epoch): void {
    try {
      listener(epoch)
    } catch (error) {
      log.error({ err: error }, 'a listener of the epochs failed')
    }
  }

  /** One attempt at a time in this process: two would only do the same work twice. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = tail.then(work)
    tail = turn.catch(() => {})
    return turn
  }

  /** Makes epochs up to a cursor, at most so many; what others made meanwhile counts as much. */
  async function makeUpTo(target: string, most: number): Promise<void> {
    let made = 0
    while (made < most && !stop.signal.aborted) {
      learn(await store.proofs.newestEpoch())
      if (readTo !== null && readTo >= target) return
      lastAt = now()
      const attempt = await attemptEpoch(options, newest, target, stop.signal)
      if (attempt.kind === 'nothing') readTo = attempt.readTo
      if (attempt.kind === 'nothing' || attempt.kind === 'stopped') return
      if (attempt.kind === 'made') {
        made += 1
        learn(attempt.epoch)
      }
    }
  }

  async function follow(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await step()
      } catch (error) {
        if (stop.signal.aborted) return
        log.error({ err: error }, 'no epoch could be made; trying again')
        await sleep(LOOK_MS)
      }
    }
  }

  async function step(): Promise<void> {
    if (!lease.isHolder()) {
      await sleep(LOOK_MS)
      if (!stop.signal.aborted) learn(await store.proofs.newestEpoch())
      return
    }
    // A clock that was set back must not stop epochs for long.
    await sleep(Math.min(epochMs, lastAt + epochMs - now()))
    await somethingAfter(store, readTo, stop.signal)
    const target = stop.signal.aborted ? null : await store.newest()
    if (target === null || !lease.isHolder()) return
    await inTurn(() => makeUpTo(target, 1))
    if (newest !== null) tidying ??= tidy(newest)
  }

  async function tidy(epoch: Epoch): Promise<void> {
    try {
      await options.tidy(epoch, stop.signal)
    } catch (error) {
      if (!stop.signal.aborted) log.error({ err: error }, 'old nodes of the map could not be dropped; trying again after the next epoch')
    } finally {
      tidying = null
    }
  }

  async function sleep(ms: number): Promise<void> {
    if (ms <= 0 || stop.signal.aborted) return
    await new Promise<void>(resolve => {
      const wake = () => {
        cancel()
        stop.signal.removeEventListener('abort', wake)
        resolve()
      }
      const cancel = options.schedule(ms, wake)
      stop.signal.addEventListener('abort', wake, { once: true })
    })
  }

  const following = follow()

  return {
    newest: () => newest,
    async makeNow() {
      const target = await store.newest()
      if (target !== null) await inTurn(() => makeUpTo(target, Number.POSITIVE_INFINITY))
      return newest
    },
    onEpoch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      stop.abort()
      listeners.clear()
      await following
      await tail
      await tidying
    },
  }
}

/** Resolves when there is an event after a cursor, or the signal aborts. */
async function somethingAfter(store: Pick<Store, 'feed'>, cursor: string | null, signal: AbortSignal): Promise<void> {
  for await (const _ of store.feed(cursor, signal)) return
}
