import type { PayloadSchemas, Sender } from '../../core/aggregate/command.ts'
import type { Head } from '../store/store.ts'
import { LiveAggregate, type Surroundings } from './live-aggregate.ts'
import { wake } from './wake.ts'

/** When aggregates rest: after so many milliseconds without a command or a look, or when more than so many are awake. */
export type RestPolicy = { readonly idleMs: number; readonly awakeAtMost: number }

type Entry<S, P extends PayloadSchemas, C extends { readonly by: Sender }> = {
  readonly live: Promise<LiveAggregate<S, P, C>>
  usedAt: number
  /** How many have it in hand now, or are about to: it doesn't rest before they are done. */
  users: number
}

/** The aggregates of one kind that are awake. Insertion order of the map is order of use: the first is the one to rest next. */
export class Pool<S, P extends PayloadSchemas, C extends { readonly by: Sender }> {
  readonly #awake = new Map<string, Entry<S, P, C>>()
  readonly #all: Surroundings<S, P, C>
  readonly #policy: RestPolicy
  readonly #now: () => number

  constructor(all: Surroundings<S, P, C>, policy: RestPolicy, now: () => number) {
    this.#all = all
    this.#policy = policy
    this.#now = now
  }

  get size(): number {
    return this.#awake.size
  }

  /** Hands the aggregate, awake, to `use`. It stays awake until what `use` answers has settled. */
  async with<T>(id: string, use: (live: LiveAggregate<S, P, C>) => T): Promise<Awaited<T>> {
    const entry = this.#awake.get(id) ?? this.#wake(id)
    entry.usedAt = this.#now()
    this.#awake.delete(id)
    this.#awake.set(id, entry)
    if (this.#awake.size > this.#policy.awakeAtMost) this.#restSome()
    entry.users++
    try {
      return await use(await entry.live)
    } finally {
      entry.users--
    }
  }

  /** The durable state and its head; version 0 where there is no such aggregate. */
  look(id: string): Promise<{ readonly snapshot: S; readonly head: Head }> {
    return this.with(id, live => live.look())
  }

  /** As `look`, with what others have appended up to this moment; that may be missing while the aggregate is busy. */
  latest(id: string): Promise<{ readonly snapshot: S; readonly head: Head }> {
    return this.with(id, live => live.latest())
  }

  /** As `latest`, but nothing is missing: where the aggregate is busy, its turn is waited for. Not for a turn that such a one may wait for. */
  current(id: string): Promise<{ readonly snapshot: S; readonly head: Head }> {
    return this.with(id, live => live.current())
  }

  /** An aggregate has a version on disk, whoever appended it: where it is awake, it takes what it lacks before it is used again. */
  noticed(id: string, version: number): void {
    this.#awake.get(id)?.live.then(
      live => live.noticed(version),
      () => {},
    )
  }

  /** Lets rest what has been idle for long enough. To be called now and then. */
  sweep(): void {
    const before = this.#now() - this.#policy.idleMs
    for (const [id, entry] of this.#awake) {
      if (entry.usedAt > before) return
      void this.#rest(id, entry)
    }
  }

  /** Everything that is under way is carried out; then all rest. */
  async close(): Promise<void> {
    while (this.#awake.size > 0) {
      await Promise.all([...this.#awake].map(([id, entry]) => this.#rest(id, entry)))
      if (this.#awake.size > 0) await new Promise(resolve => setImmediate(resolve))
    }
  }

  #wake(id: string): Entry<S, P, C> {
    const { store, origin, kind, verified, log } = this.#all
    const aggregate = { type: kind.type, id }
    const live = wake(store, origin, aggregate, kind, verified).then(awake => {
      if (awake.damage !== null) log.error({ aggregate, damage: awake.damage.message }, 'a history doesn’t hold')
      return new LiveAggregate(aggregate, this.#all, awake)
    })
    const entry = { live, usedAt: this.#now(), users: 0 }
    // One that can't be woken is tried anew by the next who asks.
    live.catch(() => {
      if (this.#awake.get(id) === entry) this.#awake.delete(id)
    })
    return entry
  }

  #restSome(): void {
    let surplus = this.#awake.size - this.#policy.awakeAtMost
    for (const [id, entry] of this.#awake) {
      if (surplus <= 0) return
      surplus--
      void this.#rest(id, entry)
    }
  }

  async #rest(id: string, entry: Entry<S, P, C>): Promise<void> {
    const live = await entry.live.catch(() => null)
    // In between it may have been used again, or woken anew: two of one aggregate must never be at work.
    if (this.#awake.get(id) !== entry || entry.users > 0 || live?.busy) return
    this.#awake.delete(id)
    await live?.rest()
  }
}
