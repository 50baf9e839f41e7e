import type { Log } from '../actors/live-aggregate.ts'
import type { Schedule } from '../anchoring/schedule.ts'
import type { Store } from '../store/store.ts'

/** How long the lease lasts unless it is renewed, which happens three times as often. */
export const LEASE_MS = 10_000

export type LeaseOptions = {
  readonly store: Pick<Store, 'lease' | 'endLease'>
  readonly name: string
  /**
   * Who asks: another name for each process that works on the store at the same time. Where the store admits one process alone, a
   * name that stays the same lets a server that was killed go on at once.
   */
  readonly holder: string
  readonly now: () => number
  readonly schedule: Schedule
  readonly log: Log
  readonly ttlMs?: number
}

/** A lease that is asked for, and renewed, until it is closed. */
export interface Lease {
  /**
   * Whether this process has it at this moment. By its own clock it never believes so longer than it was promised. Clocks may disagree:
   * what must not happen twice needs a fence of its own.
   */
  isHolder(): boolean
  /** Told when it was got and when it was lost; answers how to stop listening. */
  onChange(listener: (holds: boolean) => void): () => void
  /** Gives it back. */
  close(): Promise<void>
}

/** Asks for the lease, and keeps asking. It resolves after the first answer; a store that fails is asked again. */
export async function holdLease(options: LeaseOptions): Promise<Lease> {
  const { store, holder, now, schedule, log, name, ttlMs = LEASE_MS } = options
  const listeners = new Set<(holds: boolean) => void>()
  let until = Number.NEGATIVE_INFINITY
  let told = false
  let closed = false
  let cancel = () => {}
  let asking: Promise<void> = Promise.resolve()

  const isHolder = () => !closed && now() < until

  function tell(): void {
    const holds = isHolder()
    if (holds === told) return
    told = holds
    for (const listener of [...listeners]) listener(holds)
  }

  async function ask(): Promise<void> {
    // Counted from before the question: the answer may take its time.
    const asked = now()
    try {
      if (await store.lease(name, holder, asked, ttlMs)) until = asked + ttlMs
      else until = Number.NEGATIVE_INFINITY
    } catch (error) {
      log.warn({ err: error, lease: name }, 'a lease could not be renewed; trying again')
    }
    if (closed) return
    tell()
    cancel = schedule(ttlMs / 3, () => {
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
