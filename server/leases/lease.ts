import type { Log } from '../actors/live-aggregate.ts'
import type { Schedule } from '../anchoring/schedule.ts'
import type { Store } from '../store/store.ts'
import { type ClaimOptions, LeaseClaim } from './claim.ts'

/** How long a lease lasts unless it is renewed, which happens three times as often. */
export const LEASE_MS = 10_000

/** The part of its time, at the end, in which a holder doesn't believe in its lease any more: no two clocks run equally fast. */
const MARGIN = 0.1

export type LeaseOptions = Omit<ClaimOptions, 'store' | 'ttlMs'> & {
  readonly store: Pick<Store, 'lease' | 'leased' | 'endLease'>
  readonly schedule: Schedule
  readonly log: Log
  readonly ttlMs?: number
}

export type LeaseListener = (holds: boolean, isClosing: boolean) => void

/** A lease that is asked for, and renewed, until it is closed. */
export interface Lease {
  /**
   * Whether this process has it at this moment. Nobody else gets it as long as this process believes so, unless that one's clock runs a tenth
   * faster, or this one's stands still: what must not happen twice needs a fence of its own.
   */
  isHolder(): boolean
  /** Told when it was got and when it was lost, also because it is being closed; answers how to stop listening. */
  onChange(listener: LeaseListener): () => void
  /** Gives it back. */
  close(): Promise<void>
}

/**
 * Asks for the lease, and keeps asking. It resolves after the first answer; a store that fails is asked again. Where whoever had it is killed,
 * somebody else has it after `ttlMs` and a third of it.
 */
export async function holdLease(options: LeaseOptions): Promise<Lease> {
  const { store, name, holder, monotonic, schedule, log, ttlMs = LEASE_MS } = options
  const claim = new LeaseClaim({ ...options, ttlMs })
  const listeners = new Set<LeaseListener>()
  let until = Number.NEGATIVE_INFINITY
  let told = false
  let closed = false
  let cancel = () => {}
  let asking: Promise<void> = Promise.resolve()

  const isHolder = () => !closed && monotonic() < until

  function tell(): void {
    const holds = isHolder()
    if (holds === told) return
    told = holds
    for (const listener of [...listeners]) listener(holds, closed)
  }

  async function ask(): Promise<void> {
    // Counted from before the question: the answer may take its time.
    const asked = monotonic()
    try {
      const isClaimed = await claim.attempt()
      // It may have run out before the answer came: whoever waits for it is told of having it again.
      tell()
      until = isClaimed ? asked + ttlMs * (1 - MARGIN) : Number.NEGATIVE_INFINITY
    } catch (error) {
      log.warn({ err: error, lease: name }, 'a lease could not be renewed; trying again')
    }
    if (closed) return
    tell()
    cancel = schedule(Math.max(1, Math.min(ttlMs / 3, claim.overInMs ?? Number.POSITIVE_INFINITY)), () => {
      asking = ask()
    })
  }

  asking = ask()
  await asking
  return {
    isHolder,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      closed = true
      cancel()
      await asking
      tell()
      listeners.clear()
      await store.endLease(name, holder).catch(error => log.warn({ err: error, lease: name }, 'a lease could not be given back'))
    },
  }
}

/** Resolves as soon as the lease is held: with true; with false where the signal aborts before. */
export async function untilHeld(lease: Pick<Lease, 'isHolder' | 'onChange'>, late?: AbortSignal): Promise<boolean> {
  if (lease.isHolder()) return true
  return new Promise(resolve => {
    const answer = (held: boolean) => {
      stop()
      late?.removeEventListener('abort', isLate)
      resolve(held)
    }
    const isLate = () => answer(false)
    const stop = lease.onChange(holds => holds && answer(true))
    late?.addEventListener('abort', isLate, { once: true })
  })
}
