import type { Aggregate } from '../../core/events/names.ts'
import { KnownError } from '../../core/protocol/errors.ts'
import type { Head, NewEvent, Store } from '../store/store.ts'
import { type ChainEnd, chainEnd } from './chain-end.ts'
import type { Machine } from './kind.ts'
import type { VerifiedHeads } from './verified-heads.ts'
import { type Awake, catchUp, wake } from './wake.ts'

/** Events after which the cached snapshot is renewed, and those that are worth one when the aggregate goes to rest. */
const SNAPSHOT_EVERY = 100
const SNAPSHOT_AT_REST = 20

export type StateSurroundings<S> = {
  readonly kind: { readonly machineVersion: number; start(state: string | null): Machine<S> }
  readonly store: Store
  readonly origin: string
  readonly verified: VerifiedHeads
  readonly log: { warn(fields: object, message: string): void }
}

/**
 * What a live aggregate knows: its machine, and the head that it stands at. After a failure the machine may no longer be what the
 * store holds; then it is in doubt, and has to be woken anew before anybody relies on it.
 */
export class LiveState<S> {
  readonly #aggregate: Aggregate
  readonly #all: StateSurroundings<S>
  #awake: Awake<S>
  #inDoubt = false
  /** The highest version that is known to be on disk. */
  #noticed = 0
  #renewal: Promise<void> | null = null

  constructor(aggregate: Aggregate, all: StateSurroundings<S>, awake: Awake<S>) {
    this.#aggregate = aggregate
    this.#all = all
    this.#awake = awake
  }

  get snapshot(): S {
    return this.#awake.machine.snapshot()
  }

  get head(): ChainEnd {
    return this.#awake.head
  }

  /** Why nothing may be added to this chain; null where it holds. */
  get damage(): KnownError | null {
    return this.#awake.damage
  }

  /** Takes an event that is on disk. */
  apply(event: NewEvent): void {
    this.#awake.machine.send(event)
    this.#awake.head = chainEnd(event.fields, event.hash)
  }

  /** Takes what others have appended. @throws KnownError */
  catchUp(): Promise<void> {
    return catchUp(this.#all.store, this.#all.origin, this.#aggregate, this.#awake)
  }

  doubt(): void {
    this.#inDoubt = true
  }

  /** Another server may have appended up to this version: what is missing is taken before anybody relies on the state again. */
  noticed(version: number): void {
    this.#noticed = Math.max(this.#noticed, version)
  }

  /** Wakes the machine anew where it is in doubt, and takes what others are known to have appended. @throws KnownError, and stays in doubt */
  async renew(): Promise<void> {
    // One that is under way is waited for, also when it has brought all that was known: it may go on to take what is appended meanwhile.
    if (this.#renewal === null && !this.#inDoubt && !this.#isBehind) return
    this.#renewal ??= this.#renew().finally(() => {
      this.#renewal = null
    })
    await this.#renewal
  }

  /**
   * The durable state, never one in doubt, with all that this process knows of. `changing`: a turn is under way, which alone may wake the machine anew.
   * @throws KnownError `store_unavailable` where the state can't be told at this moment
   */
  async look(changing: boolean): Promise<{ readonly snapshot: S; readonly head: Head }> {
    if (this.#inDoubt && changing && this.#renewal === null) throw new KnownError('store_unavailable')
    // A turn takes what others have appended at its beginning, and alone changes the machine then.
    if (!changing || this.#renewal !== null) await this.renew()
    const { version, hash } = this.head
    return { snapshot: this.snapshot, head: { version, hash } }
  }

  /** Renews the cached snapshot when enough has happened since. */
  saveNowAndThen(): void {
    if (this.head.version - this.#awake.cached >= SNAPSHOT_EVERY) void this.#save()
  }

  /** Stops the machine, and keeps its state as a snapshot where replaying it would take a while. */
  async rest(): Promise<void> {
    if (!this.#inDoubt && this.damage === null) {
      this.#all.verified.note(this.#aggregate, this.head)
      if (this.head.version - this.#awake.cached >= SNAPSHOT_AT_REST) await this.#save()
    }
    this.#awake.machine.stop()
  }

  get #isBehind(): boolean {
    return this.damage === null && this.#noticed > this.head.version
  }

  async #renew(): Promise<void> {
    if (this.#inDoubt) return this.#wakeAnew()
    try {
      await this.catchUp()
    } catch (error) {
      this.#inDoubt = true
      throw error
    }
  }

  async #wakeAnew(): Promise<void> {
    const { store, origin, kind, verified } = this.#all
    const awake = await wake(store, origin, this.#aggregate, kind, verified)
    this.#awake.machine.stop()
    this.#awake = awake
    this.#inDoubt = false
  }

  async #save(): Promise<void> {
    const { machine } = this.#awake
    const { version, hash } = this.head
    this.#awake.cached = version
    try {
      await this.#all.store.saveSnapshot(this.#aggregate, {
        version,
        hash,
        machine: this.#all.kind.machineVersion,
        state: machine.persist(),
      })
    } catch (error) {
      this.#all.log.warn({ err: error, aggregate: this.#aggregate }, 'a snapshot could not be saved')
    }
  }
}
