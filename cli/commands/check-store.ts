import { availableParallelism } from 'node:os'
import type { TrustFile } from '../../core/proof/bundle/trust.ts'
import { type Config, nameOf } from '../../server/config.ts'
import { createLogger } from '../../server/logging.ts'
import { UnusableStore } from '../../server/store/errors.ts'
import { networkOf } from '../../server/verification/network-of.ts'
import { type StoreProgress, verifyStore } from '../../server/verification/verify-store.ts'
import { EXIT, type Terminal, UnusableInput } from '../command.ts'
import { type Builders, using } from '../parts.ts'
import { Progress, rateOf } from '../progress.ts'
import { storeReport } from './store-report.ts'

export type CheckStoreOptions = {
  readonly config: Config
  /** Null: key and genesis seal are the store's own. */
  readonly trust: TrustFile | null
  /** Whether the network is left alone. */
  readonly offline: boolean
}

const OFFLINE = 'It was not asked: --offline.'

/** Checks everything in a store and prints the report. Answers the exit code. @throws UnusableInput where there is no store to be checked */
export async function checkStore(
  { openReads }: Pick<Builders, 'openReads'>,
  { config, trust, offline }: CheckStoreOptions,
  { output, errors, now }: Pick<Terminal, 'output' | 'errors' | 'now'>,
): Promise<number> {
  const log = createLogger(config.logLevel === 'silent' ? 'silent' : 'error')
  const progress = new Progress(errors, now)
  const line = new ProgressLine(now)
  try {
    const report = await using(openReads(config), store =>
      verifyStore({
        location: config.store,
        store,
        trust,
        openNetwork: async name => (offline ? { unavailable: OFFLINE } : networkOf(name, config, log)),
        threads: availableParallelism(),
        now,
        onProgress: part => progress.tell(() => line.after(part)),
      }),
    )
    progress.clear()
    output.write(storeReport(nameOf(config.store), report))
    return report.failures === 0 ? EXIT.done : EXIT.failed
  } catch (error) {
    progress.clear()
    throw error instanceof UnusableStore ? new UnusableInput(error.message) : error
  }
}

/** Parts that go on at the same time, in one line. */
class ProgressLine {
  readonly #now: () => number
  readonly #startedAt: number
  readonly #parts = new Map<StoreProgress['part'], StoreProgress>()

  constructor(now: () => number) {
    this.#now = now
    this.#startedAt = now()
  }

  after(progress: StoreProgress): string {
    this.#parts.set(progress.part, progress)
    const texts = [...this.#parts.values()].map(
      ({ part, done, total }) => `${part} ${done.toLocaleString('en')}${total === null ? '' : ` of ${total.toLocaleString('en')}`}`,
    )
    const events = this.#parts.get('events')
    const isCounting = events !== undefined && events.done < (events.total ?? 0)
    return `Checking: ${texts.join(', ')}${isCounting ? ` (${rateOf(events.done, this.#startedAt, this.#now())})` : ''}`
  }
}
