import type { Aggregate } from '../../../core/events/names.ts'
import { Cell, type Readable } from '../../state/cell.ts'
import type { HeadMemory, SeenHead } from '../../state/head-memory.ts'
import type { Alarm } from './records.ts'
import type { Witness } from './witness.ts'

type Open = (changed: (shown: readonly Alarm[]) => void) => Promise<Witness>

/** The witness, loaded when it is first needed. A page that can't load it remembers nothing, and works. */
export class LazyWitness implements HeadMemory {
  readonly #open: Open
  readonly #alarms = new Cell<readonly Alarm[]>([])
  #witness: Promise<Witness> | null = null

  constructor(open: Open) {
    this.#open = open
  }

  /** Those that nobody has dealt with, the oldest first. */
  get alarms(): Readable<readonly Alarm[]> {
    return this.#alarms
  }

  /** Rejects where it can't be loaded; it is tried again the next time. */
  get(): Promise<Witness> {
    this.#witness ??= this.#open(shown => this.#alarms.set(shown)).catch((error: unknown) => {
      this.#witness = null
      throw error
    })
    return this.#witness
  }

  async remembered(aggregate: Aggregate): Promise<SeenHead | null> {
    try {
      return await (await this.get()).remembered(aggregate)
    } catch (error) {
      console.error(error)
      return null
    }
  }

  saw(aggregate: Aggregate, head: SeenHead): void {
    this.#with(witness => witness.saw(aggregate, head))
  }

  contradicted(aggregate: Aggregate, remembered: SeenHead, shown: SeenHead | null): void {
    this.#with(witness => witness.contradicted(aggregate, remembered, shown))
  }

  /** Compares the server's log with what is remembered. */
  look(): void {
    this.#with(witness => witness.look())
  }

  #with(work: (witness: Witness) => void | Promise<void>): void {
    this.get().then(work).catch(console.error)
  }
}
