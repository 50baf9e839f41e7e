import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { setImmediate, setTimeout as wait } from 'node:timers/promises'
import { type Config, ConfigError, readConfig, type StoreLocation } from '../../server/config.ts'
import { requireAtRest } from '../../server/copying/at-rest.ts'
import { requireTarget } from '../../server/copying/settle-target.ts'
import { holderOf } from '../../server/leases/holder.ts'
import { holdLease, LEASE_MS, untilHeld } from '../../server/leases/lease.ts'
import { COPY_LEASE } from '../../server/leases/names.ts'
import { OF_THIS_PROCESS } from '../../server/leases/process-leases.ts'
import { createLogger } from '../../server/logging.ts'
import { openAnyStore, openReads } from '../../server/parts.ts'
import { UnusableStore } from '../../server/store/errors.ts'
import { type Given, type Run, type Terminal, textOption, UnusableInput, UsageError } from '../command.ts'
import { using } from '../parts.ts'
import { requireRoomForBlocks } from './copied-blocks.ts'
import { type CopyJob, copyAndCheck } from './copy-and-check.ts'

/** How long a target may take to renew the lease of a copy that nobody else has taken, in milliseconds. */
const RENEWED_WITHIN_MS = 60_000

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
      const rest = await requireAtRest(source, wait)
      return using(openAnyStore(to), target =>
        copyAlone({ from, to, source, target, rest, terminal, log }, given.options['no-verify'] !== true),
      )
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

async function copyAlone(job: Omit<CopyJob, 'requireAlone'>, isVerified: boolean): Promise<number> {
  const { to, source, target, log } = job
  // Before anything is written into it.
  await requireTarget(source, target)
  const holder = holderOf(to.store)
  const lease = await holdLease({ ...OF_THIS_PROCESS, store: target, name: COPY_LEASE, holder, log })

  async function requireAlone(): Promise<void> {
    await setImmediate()
    if (lease.isHolder()) return
    // Where the target is slow to answer, it is renewed late.
    const standing = await target.leased(COPY_LEASE)
    if (standing !== null && standing.holder !== holder)
      throw new UnusableInput('Another process copies into the target by now. Try again when it is gone: the copy goes on where it is.')
    if (!(await untilHeld(lease, AbortSignal.timeout(RENEWED_WITHIN_MS))))
      throw new UnusableInput(
        'The target answers too slowly: this process could not show for a minute that it alone copies into it. Start the command again, and the copy goes on where it is.',
      )
  }

  try {
    // Of one that was killed it runs out.
    if (!(await untilHeld(lease, AbortSignal.timeout(LEASE_MS * 2))))
      throw new UnusableInput('Another process copies into the target. Try again when it is gone.')
    return await copyAndCheck({ ...job, requireAlone }, isVerified)
  } finally {
    await lease.close()
  }
}
