import { randomBytes, randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Registry } from '../actors/registry.ts'
import { Closers } from '../closers.ts'
import { type AnchoringConfig, type Config, ConfigError } from '../config.ts'
import { holderOf } from '../leases/holder.ts'
import { holdLease, type Lease } from '../leases/lease.ts'
import { ANCHORING_LEASE } from '../leases/names.ts'
import { OF_THIS_PROCESS } from '../leases/process-leases.ts'
import { createNativeHashing } from '../native-hashing.ts'
import type { Store } from '../store/store.ts'
import { type Anchoring, type AnchoringDeps, startAnchoring } from './anchoring.ts'
import { followHeaders } from './block-headers.ts'
import { type Epochs, startEpochs } from './epochs.ts'
import { settleAnchorKey, settleLogKey } from './keys.ts'
import { pruneMap } from './map-pruning.ts'
import { missingNetwork } from './missing-network.ts'
import type { AnchorNetwork } from './network.ts'
import { settleNetwork } from './network-of-store.ts'
import { openNetwork } from './networks/open-network.ts'
import type { NewestBlock } from './newest-block.ts'
import { requireOwnNetwork } from './own-network.ts'
import { createProofs, type Proofs } from './proofs.ts'
import { timerSchedule } from './schedule.ts'

/** What anchoring is built upon. */
export type AnchoringBase = {
  readonly store: Store
  readonly origin: string
  readonly registry: Registry
  readonly newestBlock: NewestBlock
  readonly log: Logger
}

/** Epochs, anchors and proofs, at work. */
export type OpenAnchoring = {
  readonly epochs: Epochs
  readonly anchoring: Anchoring
  readonly proofs: Proofs
  /** Who holds it makes epochs and anchors. */
  readonly lease: Pick<Lease, 'isHolder' | 'onChange'>
  /** Ends after the steps under way; what isn't recorded is made the next time. */
  close(): Promise<void>
}

type Network = NonNullable<AnchoringDeps['anchoring']>

type Services = Pick<AnchoringConfig, 'arcUrl' | 'arcApiKey' | 'whatsOnChainUrl' | 'whatsOnChainApiKey'>

/** @throws ConfigError where a key or an address can't be used */
export async function openAnchoring(base: AnchoringBase, config: Config): Promise<OpenAnchoring> {
  const closers = new Closers()
  try {
    return await open(base, config, closers)
  } catch (error) {
    await closers.close()
    throw error
  }
}

async function open(
  { store, origin, registry, newestBlock, log }: AnchoringBase,
  config: Config,
  closers: Closers,
): Promise<OpenAnchoring> {
  const { epochSeconds, anchorSeconds, network: name } = config.anchoring
  const now = Date.now
  const schedule = timerSchedule
  const pause = () => setImmediate()
  const logKey = await settleLogKey(store, origin, randomHex)
  const lease = await holdLease({ ...OF_THIS_PROCESS, store, name: ANCHORING_LEASE, holder: holderOf(config.store), log })
  closers.add(() => lease.close())
  const network = name === 'none' ? null : await openChain({ store, origin, log }, config, name, closers)
  if (network !== null) newestBlock.follow(network.headers)

  const epochs = await startEpochs({
    store,
    origin,
    logKey,
    hashing: createNativeHashing(),
    now,
    schedule,
    freshId: randomUUID,
    newestBlock: () => newestBlock.hash(),
    pause,
    log,
    epochMs: epochSeconds * 1000,
    lease,
    tidy: (newest, stop) => pruneMap({ store, pause, isAnchoring: network !== null }, newest, stop),
  })
  closers.add(() => epochs.close())
  const anchoring = await startAnchoring({
    store,
    registry,
    origin,
    logKey: logKey.verifierKey,
    epochSeconds,
    anchorSeconds,
    epochs,
    anchoring: network,
    lease,
    now,
    schedule,
    freshId: randomUUID,
    log,
  })
  closers.add(async () => {
    const ended = Promise.all([anchoring.close(), network?.headers.close()])
    // A service that takes its time keeps nobody waiting: what was being asked is asked the next time.
    await network?.network.close()
    await ended
  })
  const genesisSeal = () => anchoring.status().genesisSeal
  const proofs = createProofs({ store, origin, verifierKey: logKey.verifierKey, network: name, genesisSeal })
  return { epochs, anchoring, proofs, lease, close: () => closers.close() }
}

/** The network, its block headers as they are followed, and the key of the seals. */
async function openChain(
  { store, origin, log }: Pick<AnchoringBase, 'store' | 'origin' | 'log'>,
  config: Config,
  name: AnchorNetwork['name'],
  closers: Closers,
): Promise<Network> {
  await settleNetwork(store, name)
  const { key: given, devBlockSeconds } = config.anchoring
  const key = await settleAnchorKey(store, name, given, randomHex)
  const file = config.store.adapter === 'sqlite' ? devChainFile(config.store.path) : null
  const dev = { file, blockMs: devBlockSeconds * 1000, fund: key.address }
  const surroundings = { now: Date.now, schedule: timerSchedule, log, fetch }
  const begins = name === 'dev' && file !== null && config.anchoring.arcUrl === null && config.anchoring.whatsOnChainUrl === null
  const missing = begins ? await missingNetwork(store, origin, file) : null
  const network = missing ?? (await openNetwork({ name, ...revealed(config.anchoring), dev }, surroundings).catch(explain))
  closers.add(() => network.close())
  const headers = await followHeaders({
    chain: network.chain,
    headers: store.blocks,
    network: name,
    requireOwn: () => requireOwnNetwork(store, origin, network),
    now: Date.now,
    schedule: timerSchedule,
    log,
  })
  closers.add(() => headers.close())
  return { network, headers, key }
}

/** The blocks of the development network lie beside the store that its anchors are in. */
export function devChainFile(path: string): string {
  return `${path}.dev-chain`
}

/** The services of the network as they are configured, keys and all: for the clients that need them, and nothing else. */
export function revealed({ arcUrl, arcApiKey, whatsOnChainUrl, whatsOnChainApiKey }: Services) {
  return {
    arcUrl,
    arcApiKey: arcApiKey?.reveal() ?? null,
    whatsOnChainUrl,
    whatsOnChainApiKey: whatsOnChainApiKey?.reveal() ?? null,
  }
}

function explain(error: unknown): never {
  if (error instanceof TypeError) throw new ConfigError('ANCHOR_NETWORK', error.message)
  throw error
}

function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex')
}
