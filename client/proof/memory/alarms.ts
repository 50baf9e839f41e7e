import { type Alarm, alarmSchema, type Side } from './records.ts'
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
    const alarms = (await this.#tables.all('alarms')).flatMap(record => {
      const parsed = alarmSchema.safeParse(record)
      return parsed.success && parsed.data.dismissed === null ? [parsed.data] : []
    })
    this.#changed(alarms.sort((a, b) => (a.at < b.at ? -1 : 1)))
  }

  /** Answers whether it is a new one. One that was put aside before stays aside. */
  async raise(alarm: Omit<Alarm, 'at' | 'dismissed'>): Promise<boolean> {
    const at = this.#time()
    let isNew = false
    await this.#tables.update('alarms', alarm.key, before => {
      isNew = before === undefined
      return isNew ? { ...alarm, at, shown: { ...alarm.shown, at }, dismissed: null } : undefined
    })
    if (!isNew) return false
    await this.load()
    await this.#tables.keepNewest('alarms', MOST_ALARMS)
    return true
  }

  /** Adds to the evidence what the server shows now. */
  async addShown(key: string, shown: Side): Promise<void> {
    await this.#change(key, alarm => ({ ...alarm, shown }))
  }

  async putAside(key: string, why: string): Promise<void> {
    await this.#change(key, alarm => ({ ...alarm, dismissed: { at: this.#time(), why } }))
  }

  async remove(key: string): Promise<void> {
    await this.#tables.delete('alarms', key)
    await this.load()
  }

  async #change(key: string, change: (alarm: Alarm) => Alarm): Promise<void> {
    await this.#tables.update('alarms', key, before => {
      const parsed = alarmSchema.safeParse(before)
      return parsed.success ? change(parsed.data) : undefined
    })
    await this.load()
  }

  #time(): string {
    return new Date(this.#now()).toISOString()
  }
}
