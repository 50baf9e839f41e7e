import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Logger } from 'pino'
import { timerSchedule } from '../../server/anchoring/schedule.ts'
import { type Config, ConfigError, nameOf, readConfig, type StoreLocation } from '../../server/config.ts'
import { type Compared, type ComparedPart, compare } from '../../server/copying/compare.ts'
import { type CopyProgress, copyStore, requireAtRest } from '../../server/copying/copy-store.ts'
import { noteFinished } from '../../server/copying/marker.ts'
import { requireTarget } from '../../server/copying/settle-target.ts'
import { holderOf } from '../../server/leases/holder.ts'
import { holdLease } from '../../server/leases/lease.ts'
import { COPY_LEASE } from '../../server/leases/names.ts'
import { createLogger } from '../../server/logging.ts'
import { openAnyStore, openReads } from '../../server/parts.ts'
import { UnusableStore } from '../../server/store/errors.ts'
import type { Store } from '../../server/store/store.ts'
import type { StoreReads } from '../../server/store/store-reads.ts'
import { verifyStore } from '../../server/verification/verify-store.ts'
import { EXIT, type Given, type Run, type Terminal, textOption, UnusableInput, UsageError } from '../command.ts'
import { using } from '../parts.ts'
import { Progress, rateOf } from '../progress.ts'
import { copyBlocks, requireRoomForBlocks } from './copied-blocks.ts'
import { comparedLine, DOES_NOT_HOLD, doneLines } from './copy-report.ts'
import { storeReport } from './store-report.ts'

const NO_NETWORK = 'A copy asks no network: sealdesk verify-store does.'

type Job = {
  readonly from: Config
  readonly to: Config
  readonly source: StoreReads
  readonly target: Store
  readonly terminal: Terminal
  readonly log: Logger
}

/** Copies a whole log into an empty store, checks the copy, and only then lets servers use it. */
export const runCopy: Run = async (given, terminal) => {
  const from = configOf(given, terminal, 'from')
  const to = configOf(given, terminal, 'to')
  if (placeOf(from.store) === placeOf(to.store)) throw new UsageError('Both are the same store.')
  requireFile(from.store)
  requireRoomForBlocks(from.store, to.store)
  const log = createLogger(from.logLevel === 'silent' ? 'silent' : 'error')
  try {
    return await using(openReads(from), async source => {
      // Before the target is made.
      await requireAtRest(source, Date.now())
      return using(openAnyStore(to), target => copyAlone({ from, to, source, target, terminal, log }, given.options['no-verify'] !== true))
    })
  } catch (error) {
    throw error instanceof UnusableStore ? new UnusableInput(error.message) : error
  }
}

function configOf(given: Given, { env }: Terminal, name: 'from' | 'to'): Config {
  const url = textOption(given, name)
  if (url === undefined && !env.STORE_URL && !env.STORE_URL_FILE)
    throw new UsageError(`Where it is copied ${name} is missing: --${name} STORE_URL.`)
  try {
    return readConfig(url === undefined ? env : { ...env, STORE_URL: url, STORE_URL_FILE: undefined })
  } catch (error) {
    throw error instanceof ConfigError && url !== undefined ? new UsageError(`--${name}: ${error.message}`) : error
  }
}

function placeOf(store: StoreLocation): string {
  return store.adapter === 'sqlite' ? resolve(store.path) : store.name
}

/** Opening it to be looked at makes nothing, but says less. */
function requireFile(store: StoreLocation): void {
  if (store.adapter === 'sqlite' && !existsSync(store.path))
    throw new UnusableInput(`There is no store at ${resolve(store.path)}. Nothing was copied.`)
}

async function copyAlone(job: Job, isVerified: boolean): Promise<number> {
  const { to, source, target, log } = job
  // Before anything is written into it.
  await requireTarget(source, target)
  const lease = await holdLease({
    store: target,
    name: COPY_LEASE,
    holder: holderOf(to.store),
    now: Date.now,
    schedule: timerSchedule,
    log,
  })
  try {
    if (!lease.isHolder())
      throw new UnusableInput('Another process copies into the target, or was killed less than ten seconds ago. Try again when it is gone.')
    return await copyAndCheck(job, isVerified)
  } finally {
    await lease.close()
  }
}

async function copyAndCheck(job: Job, isVerified: boolean): Promise<number> {
  const { from, to, source, target, terminal, log } = job
  const { output, errors, now } = terminal
  const progress = new Progress(errors, now)
  const startedAt = now()
  try {
    const copied = await copyStore({
      source,
      target,
      now: Date.now,
      pause: () => setImmediate(),
      log,
      onProgress: done => progress.tell(() => `Copying: ${progressLine(done, startedAt, now())}`),
    })
    if (isVerified) {
      const compared = await compareAll(job, progress)
      const report = await verifyStore({
        location: to.store,
        store: target,
        trust: null,
        openNetwork: async () => ({ unavailable: NO_NETWORK }),
        threads: availableParallelism(),
        now,
        onProgress: ({ part, done, total }) =>
          progress.tell(() => `Checking: ${part} ${done.toLocaleString('en')}${total === null ? '' : ` of ${total.toLocaleString('en')}`}`),
      })
      progress.clear()
      output.write(`${comparedLine(compared)}\n\n${storeReport(nameOf(to.store), report)}\n`)
      if (report.failures > 0) {
        output.write(DOES_NOT_HOLD)
        return EXIT.failed
      }
    }
    const blocks = copyBlocks(from.store, to.store)
    await noteFinished(target)
    progress.clear()
    output.write(`${doneLines(copied, nameOf(to.store), isVerified, blocks).join('\n')}\n`)
    return EXIT.done
  } finally {
    progress.clear()
  }
}

function compareAll({ source, target }: Job, progress: Progress): Promise<Compared> {
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
