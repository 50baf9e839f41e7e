import { availableParallelism } from 'node:os'
import type { Logger } from 'pino'
import { readGenesis } from '../../server/anchoring/genesis.ts'
import { type Config, nameOf } from '../../server/config.ts'
import { type Rest, requireUnused } from '../../server/copying/at-rest.ts'
import { type Compared, type ComparedPart, compare } from '../../server/copying/compare.ts'
import { type Copied, type CopyProgress, copyStore } from '../../server/copying/copy-store.ts'
import { noteFinished } from '../../server/copying/marker.ts'
import type { Store } from '../../server/store/store.ts'
import type { StoreReads } from '../../server/store/store-reads.ts'
import { type StoreReport, verifyStore } from '../../server/verification/verify-store.ts'
import { EXIT, type Terminal } from '../command.ts'
import { Progress, rateOf } from '../progress.ts'
import { copyBlocks } from './copied-blocks.ts'
import { comparedLine, DOES_NOT_HOLD, doneLines } from './copy-report.ts'
import { storeReport } from './store-report.ts'

const NO_NETWORK = 'A copy asks no network: sealdesk verify-store does.'

export type CopyJob = {
  readonly from: Config
  readonly to: Config
  readonly source: StoreReads
  readonly target: Store
  /** What `requireAtRest` has found in the source. */
  readonly rest: Rest
  /** Rejects where this process isn't the one that copies into the target any more; others have their turn meanwhile. */
  readonly requireAlone: () => Promise<void>
  readonly terminal: Terminal
  readonly log: Logger
}

/** Copies, checks the copy unless it isn't to be checked, and marks it as whole. Answers the exit code. @throws UnusableStore */
export async function copyAndCheck(job: CopyJob, isVerified: boolean): Promise<number> {
  const { from, to, source, target, requireAlone, terminal } = job
  const { output, errors, now } = terminal
  const progress = new Progress(errors, now)
  try {
    const copied = await copy(job, progress)
    if (isVerified && !(await check(job, copied, progress))) return EXIT.failed
    const genesis = await readGenesis(source)
    const blocks = copyBlocks(from.store, to.store, genesis?.network === 'dev')
    await requireAlone()
    // Checking takes its time: a copy that isn't finished is better than two stores of one log that both go on.
    await requireUnused(source, copied.end)
    await noteFinished(target)
    progress.clear()
    output.write(`${doneLines(copied, nameOf(to.store), isVerified, blocks).join('\n')}\n`)
    return EXIT.done
  } finally {
    progress.clear()
  }
}

function copy({ source, target, rest, requireAlone, terminal: { now }, log }: CopyJob, progress: Progress): Promise<Copied> {
  const startedAt = now()
  return copyStore({
    source,
    target,
    rest,
    pause: requireAlone,
    log,
    onProgress: done => progress.tell(() => `Copying: ${progressLine(done, startedAt, now())}`),
  })
}

/** Whether the copy holds. It is compared last: what is compared must still be so at the end. @throws UnusableStore where it isn't the same */
async function check(job: CopyJob, { end }: Copied, progress: Progress): Promise<boolean> {
  const { to, source, terminal } = job
  const explain = async (error: unknown): Promise<never> => {
    await requireUnused(source, end)
    throw error
  }
  const report = await verify(job, progress)
  await requireUnused(source, end)
  const compared = report.failures === 0 ? await compareAll(job, progress).catch(explain) : null
  progress.clear()
  if (compared !== null) terminal.output.write(`${comparedLine(compared)}\n\n`)
  terminal.output.write(`${storeReport(nameOf(to.store), report)}\n${compared === null ? DOES_NOT_HOLD : ''}`)
  return compared !== null
}

function verify({ to, target, terminal: { now } }: CopyJob, progress: Progress): Promise<StoreReport> {
  return verifyStore({
    location: to.store,
    store: target,
    trust: null,
    openNetwork: async () => ({ unavailable: NO_NETWORK }),
    threads: availableParallelism(),
    now,
    onProgress: ({ part, done, total }) =>
      progress.tell(() => `Checking: ${part} ${done.toLocaleString('en')}${total === null ? '' : ` of ${total.toLocaleString('en')}`}`),
  })
}

function compareAll({ source, target }: CopyJob, progress: Progress): Promise<Compared> {
  const compared = new Map<ComparedPart, number>()
  return compare(source, target, (part, more) => {
    compared.set(part, (compared.get(part) ?? 0) + more)
    progress.tell(() => `Comparing: ${partsOf(compared)}`)
  })
}

function progressLine(done: CopyProgress, startedAt: number, now: number): string {
  const rate = done.size === 1 ? ` (${rateOf(done.get('events') ?? 0, startedAt, now)})` : ''
  return `${partsOf(done)}${rate}`
}

function partsOf(counts: ReadonlyMap<string, number>): string {
  return Array.from(counts, ([part, count]) => `${part} ${count.toLocaleString('en')}`).join(', ')
}
