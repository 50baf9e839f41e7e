import type { Fetched } from '../../pages/fetch-json.ts'
import type { Alarms } from './alarms.ts'
import type { LogServer } from './log-server.ts'
import { isSame } from './news.ts'
import { type Alarm, type Contradiction, NOTHING_SEEN, type Part, type Side } from './records.ts'
import { hasHead } from './stated.ts'

/**
 * Collects what the server shows beside a contradiction, as evidence: when it is met, since tomorrow the server may show something else. What
 * the page was left before, or the server didn't give, is asked for again at the next visit. Each part is kept as soon as it is there.
 */
export class Collection {
  readonly #server: LogServer
  readonly #alarms: Alarms
  /** By the alarm's key: one at a time for each. */
  readonly #underWay = new Map<string, Promise<void>>()
  /** What the server was asked about at this visit, by the same key. What it didn't give then waits for the next one, or for more to be shown. */
  readonly #asked = new Map<string, Alarm>()
  #visit: Promise<void> = Promise.resolve()

  constructor(server: LogServer, alarms: Alarms) {
    this.#server = server
    this.#alarms = alarms
  }

  /** A contradiction is met: what the server shows now belongs to it, and not to another state of it that is kept because it says more. */
  met(contradiction: Contradiction): Promise<void> {
    return this.#collect(contradiction.key, contradiction)
  }

  /** A page is there, or the server is there again: what it didn't give before may be asked for once more. */
  begin(): void {
    this.#asked.clear()
  }

  /**
   * Completes what isn't met again by itself, as another log is while it is shown: that of histories, and only while the server shows the
   * one that contradicts. By now it may show the remembered one again, with the trust file and the checkpoint of that.
   */
  visit(): void {
    this.#visit = this.#visit.then(() => this.#completeAll()).catch(console.error)
  }

  /** Resolves when all that is under way is there. */
  async done(): Promise<void> {
    await this.#visit
    await Promise.allSettled([...this.#underWay.values()])
  }

  async #completeAll(): Promise<void> {
    for (const { key, kind } of await this.#alarms.lacking()) if (kind === 'head') await this.#collect(key, null)
  }

  #collect(key: string, met: Contradiction | null): Promise<void> {
    const before = this.#underWay.get(key) ?? Promise.resolve()
    const collecting: Promise<void> = before
      .catch(() => {})
      .then(() => this.#complete(key, met))
      .finally(() => {
        if (this.#underWay.get(key) === collecting) this.#underWay.delete(key)
      })
    this.#underWay.set(key, collecting)
    return collecting
  }

  async #complete(key: string, met: Contradiction | null): Promise<void> {
    const alarm = await this.#alarms.get(key)
    const asked = this.#asked.get(key)
    if (alarm === null || (asked !== undefined && isSame(asked, alarm))) return
    if (met === null) {
      await this.#completeLater(alarm)
      return
    }
    if (!isSame(alarm, met)) return
    this.#asked.set(key, alarm)
    await this.#add(alarm.lacking, alarm)
  }

  /** The bundle is asked for first, also where one is there: it alone tells which history the server shows at this moment. */
  async #completeLater(alarm: Alarm): Promise<void> {
    // A history that was gone has no event to know it by.
    if (alarm.shown.head === null) return
    const shown = await this.#ask('bundle', alarm)
    if (!isOfIt(alarm, shown)) return
    await this.#alarms.addShown(alarm, shown)
    const others = alarm.lacking.filter(part => part !== 'bundle')
    await this.#add(others, alarm)
  }

  async #add(parts: readonly Part[], alarm: Alarm): Promise<void> {
    await Promise.all(parts.map(async part => this.#alarms.addShown(alarm, await this.#ask(part, alarm))))
  }

  async #ask(part: Part, { aggregate }: Alarm): Promise<Side> {
    switch (part) {
      case 'trust':
        return { ...NOTHING_SEEN, trust: given(await this.#server.trust()) }
      case 'checkpoint':
        return { ...NOTHING_SEEN, checkpoint: given(await this.#server.checkpoint()) }
      case 'bundle':
        return { ...NOTHING_SEEN, bundle: aggregate === null ? null : given(await this.#server.bundle(aggregate, [])) }
    }
  }
}

/** Whether a bundle is of the history that contradicts. One that is only shorter has its newest event in the remembered one as well. */
function isOfIt({ shown, remembered }: Alarm, { bundle }: Side): boolean {
  if (bundle === null || shown.head === null || !hasHead(bundle, shown.head)) return false
  return remembered.head === null || !hasHead(bundle, remembered.head)
}

function given<T>(found: Fetched<T>): T | null {
  return found.ok ? found.value : null
}
