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
   * Completes what isn't met again by itself, as another trust file is while it is shown. A history's bundle has to be of the one that
   * contradicts: by now the server may show the remembered one again.
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
    for (const { key, kind } of await this.#alarms.lacking()) if (kind !== 'trust') await this.#collect(key, null)
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
    if (met !== null) {
      if (!isSame(alarm, met)) return
      this.#asked.set(key, alarm)
    }
    const how = met === null ? LATER : AS_MET
    await Promise.all(
      alarm.lacking
        .filter(part => how.isAskedFor(alarm, part))
        .map(async part => {
          const shown = await this.#ask(part, alarm)
          if (how.isOfIt(alarm, shown)) await this.#alarms.addShown(alarm, shown)
        }),
    )
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

type How = {
  isAskedFor(alarm: Alarm, part: Part): boolean
  /** Whether what the server shows belongs to the alarm. */
  isOfIt(alarm: Alarm, shown: Side): boolean
}

const AS_MET: How = { isAskedFor: () => true, isOfIt: () => true }

const LATER: How = {
  isAskedFor: ({ shown: { head } }, part) => part !== 'bundle' || head !== null,
  isOfIt: ({ shown: { head } }, { bundle }) => bundle === null || (head !== null && hasHead(bundle, head)),
}

function given<T>(found: Fetched<T>): T | null {
  return found.ok ? found.value : null
}
