import type { Aggregate } from '../../../core/events/names.ts'
import { isNews, isSame, isStronger, renewed } from './news.ts'
import { type Alarm, alarmSchema, besides, type Contradiction, isLacking, type Part, type Side } from './records.ts'
import { stated } from './stated.ts'
import type { Tables } from './tables.ts'

/** Put aside or not: more than this aren't kept. */
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

  /** As it is kept now; null where it isn't any more. */
  async get(key: string): Promise<Alarm | null> {
    return parsed(await this.#tables.get('alarms', key))
  }

  /** Those whose evidence isn't complete, also where they were put aside: the history's own page offers it all the same. */
  async lacking(): Promise<readonly Alarm[]> {
    return (await this.#all()).filter(isLacking)
  }

  /**
   * Answers whether there is news in it, and so more evidence to be had: a contradiction that is met for the first time, or of which more is
   * shown now. One that was put aside stays aside until it is a stronger one, and one that follows from a `cause` that was put aside is put aside with it.
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
      const lacking = besides(contradiction)
      if (before === null) return { ...contradiction, at, shown, lacking, dismissed }
      const { why, message } = contradiction
      const all = renewed(before.shown, shown)
      // The bundle has to show what is shown now, and the trust file to fit it. The log's first checkpoint is worth more than a later one.
      const now = { ...before, why, message, shown: all, lacking: lacking.filter(part => part !== 'checkpoint' || all.checkpoint === null) }
      return isStronger(contradiction, before) ? { ...now, dismissed: null } : now
    })
    if (!news) return false
    await this.#letGo()
    await this.load()
    return true
  }

  /** Adds to the evidence what it lacks of what the server shows beside a contradiction; nothing where another state of it was met meanwhile. */
  async addShown(contradiction: Contradiction, shown: Side): Promise<void> {
    await this.#change(contradiction.key, alarm => {
      if (!isSame(alarm, contradiction)) return alarm
      const isTaken = (part: Part) => alarm.lacking.includes(part) && shown[part] !== null
      const { trust } = isTaken('trust') ? shown : alarm.shown
      const { checkpoint } = isTaken('checkpoint') ? shown : alarm.shown
      const { bundle, begins } = isTaken('bundle') ? shown : alarm.shown
      return {
        ...alarm,
        shown: { ...alarm.shown, trust, checkpoint, bundle, begins },
        lacking: alarm.lacking.filter(part => !isTaken(part)),
        number: alarm.number ?? (bundle === null ? null : (stated(bundle)?.number ?? null)),
      }
    })
    await this.load()
  }

  /** Those that haven't become stronger since they were read. */
  async asRead(alarms: readonly Alarm[]): Promise<readonly Alarm[]> {
    const kept = new Map((await this.#all()).map(alarm => [alarm.key, alarm]))
    return alarms.filter(read => !isStronger(kept.get(read.key) ?? read, read))
  }

  /** Puts alarms aside, but for those that have become stronger since they were read. */
  async putAside(alarms: readonly Alarm[], why: string): Promise<void> {
    const dismissed = { at: this.#time(), why }
    for (const read of alarms) await this.#change(read.key, alarm => (isStronger(alarm, read) ? alarm : { ...alarm, dismissed }))
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

  /** What was put aside goes first, then failed proofs, of which a server can make as many as it likes; of each the oldest. */
  async #letGo(): Promise<void> {
    const alarms = await this.#all()
    const rank = ({ dismissed, kind }: Alarm) => (dismissed !== null ? 0 : kind === 'proof' ? 1 : 2)
    const tooMany = alarms.toSorted((a, b) => rank(a) - rank(b)).slice(0, Math.max(0, alarms.length - MOST_ALARMS))
    for (const { key } of tooMany) await this.#tables.delete('alarms', key)
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
