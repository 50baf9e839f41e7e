import type { Aggregate } from '../../../core/events/names.ts'
import { isNews, renewed } from './news.ts'
import { type Alarm, alarmSchema, type Contradiction, type Side } from './records.ts'
import { stated } from './stated.ts'
import type { Tables } from './tables.ts'

/** Dealt with or not: more than this aren't kept, the newest are. */
const MOST_ALARMS = 100

/** The alarms of this browser, kept over reloads. The same contradiction is one alarm. */
export class Alarms {
  readonly #tables: Tables
  readonly #now: () => number
  readonly #changed: (shown: readonly Alarm[]) => void

  /** `changed` is told which alarms are to be shown, the oldest first: a new one doesn’t take the place of one that is being read. */
  constructor(tables: Tables, now: () => number, changed: (shown: readonly Alarm[]) => void) {
    this.#tables = tables
    this.#now = now
    this.#changed = changed
  }

  /** Reads what is kept: at the beginning, and when another tab has changed it. */
  async load(): Promise<void> {
    this.#changed((await this.#all()).filter(({ dismissed }) => dismissed === null))
  }

  /** The newest alarm about another past of a history, also where it was put aside; null where there is none. */
  async about({ type, id }: Aggregate): Promise<Alarm | null> {
    const alarms = await this.#all()
    return alarms.findLast(({ kind, aggregate }) => kind === 'head' && aggregate?.type === type && aggregate.id === id) ?? null
  }

  /**
   * Answers whether there is news in it, and so more evidence to be had: a contradiction that is met for the first time, or of which more is
   * shown now. One that was put aside stays aside, and one that follows from a `cause` that was put aside is put aside with it.
   */
  async raise(contradiction: Contradiction, cause: (alarm: Alarm) => boolean = () => false): Promise<boolean> {
    const at = this.#time()
    const dismissed = (await this.#all()).find(alarm => alarm.dismissed !== null && cause(alarm))?.dismissed ?? null
    let news = false
    await this.#tables.update('alarms', contradiction.key, kept => {
      const before = parsed(kept)
      news = before === null || isNews(before, contradiction)
      if (!news) return undefined
      const shown = { ...contradiction.shown, at }
      if (before === null) return { ...contradiction, at, shown, dismissed }
      return { ...before, message: contradiction.message, shown: renewed(before.shown, shown) }
    })
    if (!news) return false
    await this.load()
    await this.#tables.keepNewest('alarms', MOST_ALARMS)
    return true
  }

  /** Adds to the evidence what the server shows now. */
  async addShown(key: string, shown: Side): Promise<void> {
    await this.#change(key, alarm => {
      const all = renewed(alarm.shown, shown)
      return { ...alarm, shown: all, number: alarm.number ?? (all.bundle === null ? null : (stated(all.bundle)?.number ?? null)) }
    })
    await this.load()
  }

  async putAside(alarms: readonly Alarm[], why: string): Promise<void> {
    const dismissed = { at: this.#time(), why }
    for (const { key } of alarms) await this.#change(key, alarm => ({ ...alarm, dismissed }))
    await this.load()
  }

  async remove(alarms: readonly Alarm[]): Promise<void> {
    for (const { key } of alarms) await this.#tables.delete('alarms', key)
    await this.load()
  }

  #change(key: string, change: (alarm: Alarm) => Alarm): Promise<void> {
    return this.#tables.update('alarms', key, before => {
      const alarm = parsed(before)
      return alarm === null ? undefined : change(alarm)
    })
  }

  /** The oldest first. One that can't be read, of another version of this page, counts as none. */
  async #all(): Promise<readonly Alarm[]> {
    const alarms = (await this.#tables.all('alarms')).flatMap(record => parsed(record) ?? [])
    return alarms.sort((a, b) => (a.at < b.at ? -1 : 1))
  }

  #time(): string {
    return new Date(this.#now()).toISOString()
  }
}

function parsed(record: unknown): Alarm | null {
  const result = alarmSchema.safeParse(record)
  return result.success ? result.data : null
}
