import { randomBytes, randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { type AccountService, createAccountService } from './accounts/account-service.ts'
import { liveDirectory } from './accounts/live-directory.ts'
import { withNames } from './accounts/names.ts'
import { createPasswords } from './accounts/passwords.ts'
import type { CommandBus } from './actors/command-bus.ts'
import { createRegistry, type Registry } from './actors/registry.ts'
import { NewestBlock } from './anchoring/newest-block.ts'
import { timerSchedule } from './anchoring/schedule.ts'
import { Closers } from './closers.ts'
import { type Config, ConfigError, type MongoLocation, nameOf } from './config.ts'
import { requireFinished } from './copying/marker.ts'
import { holderOf } from './leases/holder.ts'
import { holdLease, type Lease } from './leases/lease.ts'
import { LISTS_LEASE } from './leases/names.ts'
import { OF_THIS_PROCESS } from './leases/process-leases.ts'
import { createLogger } from './logging.ts'
import { Outage } from './outage.ts'
import { type Projections, startProjections } from './projections/projections.ts'
import { StoreUnavailable } from './store/errors.ts'
import { openMongoStore, openMongoStoreReadOnly } from './store/mongodb/open-mongodb-store.ts'
import { openSqliteStoreReadOnly } from './store/sqlite/read-only-store.ts'
import { openSqliteStore } from './store/sqlite/sqlite-store.ts'
import type { Store } from './store/store.ts'
import type { StoreReads } from './store/store-reads.ts'

/**
 * For how long at a time one server is the one that writes the lists. Where that one dies, another one takes over before readers, who wait 5 s
 * for the lists, give up.
 */
const LISTS_LEASE_MS = 3000

/** The store and everything that works on it, without a server. */
export type Parts = {
  readonly store: Store
  readonly origin: string
  readonly registry: Registry
  /** With unique names (accounts/names.ts). */
  readonly bus: CommandBus
  readonly accounts: AccountService
  readonly projections: Projections
  /** Who holds it writes the lists; on a store that is one process's own, that one always does. */
  readonly lists: Pick<Lease, 'isHolder' | 'onChange'>
  /** Named by every event; anchoring keeps it up to date where it is opened upon these parts (anchoring/open-anchoring.ts). */
  readonly newestBlock: NewestBlock
  /** Tells of a store that is away once for all who need it. */
  readonly log: Logger
  readonly outage: Pick<Outage, 'isNow' | 'isUnderWay' | 'giveUp'>
  /** Finishes what is under way, brings the lists up to date, and releases the store. */
  close(): Promise<void>
}

const ALONE: Parts['lists'] = { isHolder: () => true, onChange: () => () => {} }

type Located = Pick<Config, 'store'>

/** Opens the store that the configuration names. @throws UnusableStore, also for an unfinished copy; StoreUnavailable */
export async function openStore(config: Located, log?: Logger): Promise<Store> {
  return finished(await openAnyStore(config, log), config)
}

/** Opens the store to be looked at: nothing is written, and a server may have it open. @throws UnusableStore as `openStore`; StoreUnavailable */
export async function openReads(config: Located): Promise<StoreReads> {
  return finished(await openAnyReads(config), config)
}

/** As `openStore`, whether it is the whole of a copy or not: for who makes one. */
export function openAnyStore({ store }: Located, log?: Logger): Promise<Store> {
  if (store.adapter === 'sqlite') return openSqliteStore({ file: store.path })
  const onStuck = (error: unknown) => log?.error({ err: error }, 'what a server that died has left can’t be settled')
  return named(store, openMongoStore({ url: store.url.reveal(), onStuck }))
}

function openAnyReads({ store }: Located): Promise<StoreReads> {
  return store.adapter === 'sqlite'
    ? openSqliteStoreReadOnly(store.path)
    : named(store, openMongoStoreReadOnly({ url: store.url.reveal() }))
}

/** Who starts something is told which database doesn't answer: of two, or by a wrong address, it may be any. */
async function named<S>(store: MongoLocation, opening: Promise<S>): Promise<S> {
  try {
    return await opening
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error
    throw new StoreUnavailable(
      `The database ${store.name} can’t be reached. See whether it runs, and whether its address is right; nothing was changed.`,
      error,
    )
  }
}

async function finished<S extends StoreReads>(store: S, config: Located): Promise<S> {
  try {
    await requireFinished(store, nameOf(config.store))
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}

/** Opens the store and builds the parts upon it. @throws as `openStore` and `partsUpon` do */
export async function openParts(config: Config, log: Logger = createLogger(config.logLevel)): Promise<Parts> {
  return partsUpon(await openStore(config, log), config, log)
}

/** Builds the parts upon a store, which is theirs from then on. Rejects with everything closed again. @throws ConfigError where ORIGIN isn't the store's */
export async function partsUpon(store: Store, config: Config, log: Logger): Promise<Parts> {
  const closers = new Closers()
  const outage = new Outage({ log, store, now: Date.now, schedule: timerSchedule })
  closers.add(async () => outage.close())
  closers.add(() => store.close())
  try {
    return await build(store, config, outage, closers)
  } catch (error) {
    await closers.close().catch(() => {})
    throw error
  }
}

async function build(store: Store, config: Config, outage: Outage, closers: Closers): Promise<Parts> {
  const { log } = outage
  const origin = await settleOrigin(store, config)
  const now = Date.now
  const newestBlock = await NewestBlock.of(store.blocks)
  const holder = holderOf(config.store)
  const lease = config.store.adapter === 'sqlite' ? null : await leaseOfLists(store, holder, log)
  if (lease !== null) closers.add(() => lease.close())
  const projections = await startProjections(store, log, lease ?? undefined)
  closers.add(async () => {
    await projections.caughtUp().catch(error => log.warn({ err: error }, 'the lists will be brought up to date at the next start'))
    await projections.close()
  })
  const registry = createRegistry({
    store,
    origin,
    openTicketLimit: config.openTicketLimit,
    now,
    randomHex: bytes => randomBytes(bytes).toString('hex'),
    freshId: randomUUID,
    block: () => newestBlock.hash(),
    log,
  })
  closers.add(() => registry.close())
  projections.onProjected(({ events }) => {
    for (const { header } of events) registry.noticed(header)
  })
  const users = liveDirectory(registry)
  const bus = withNames(registry, { ...OF_THIS_PROCESS, store, users, holder })
  const accounts = createAccountService({ store, bus, users, passwords: createPasswords(), now, randomBytes, freshId: randomUUID, log })
  closers.add(async () => accounts.close())
  return {
    store,
    origin,
    registry,
    bus,
    accounts,
    projections,
    lists: lease ?? ALONE,
    newestBlock,
    log,
    outage,
    close: () => closers.close(),
  }
}

/** Of several servers on a store, the one that writes the lists. */
function leaseOfLists(store: Store, holder: string, log: Logger): Promise<Lease> {
  return holdLease({ ...OF_THIS_PROCESS, store, name: LISTS_LEASE, holder, log, ttlMs: LISTS_LEASE_MS })
}

/** The log's name is settled once, by the first start: every hash depends on it. */
async function settleOrigin(store: Store, config: Config): Promise<string> {
  const chosen = config.origin ?? (await store.setting('origin')) ?? `sealdesk.local/${randomBytes(8).toString('hex')}`
  const settled = await store.settleSetting('origin', chosen)
  if (config.origin !== null && config.origin !== settled) {
    throw new ConfigError(
      'ORIGIN',
      `the log in this store is named ${settled}, and its name can’t be changed; leave ORIGIN out or give that name`,
    )
  }
  return settled
}
