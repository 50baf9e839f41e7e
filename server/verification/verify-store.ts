import type { TrustFile } from '../../core/proof/bundle/trust.ts'
import { type AnchorNetwork, NetworkUnavailable } from '../anchoring/network.ts'
import { nameOf, type StoreLocation } from '../config.ts'
import type { StoreReads } from '../store/store-reads.ts'
import { type AnchorsReport, checkAnchors } from './check-anchors.ts'
import { checkBlockHeaders } from './check-block-headers.ts'
import { type ChainsReport, checkChains } from './check-chains.ts'
import { checkEpochs, type EpochsReport } from './check-epochs.ts'
import { checkMapNodes } from './check-map-nodes.ts'
import { checkNetwork } from './check-network.ts'
import { type Finding, Findings, readOrFind } from './finding.ts'
import { settleTrust } from './store-trust.ts'

/** How far one part is; `total` is null where it isn't known before. */
export type StoreProgress = {
  readonly part: 'events' | 'epochs' | 'map nodes' | 'block headers' | 'anchors'
  readonly done: number
  readonly total: number | null
}

/** A network to ask, or a sentence that says why it can't be asked. */
export type NetworkOrWhy = AnchorNetwork | { readonly unavailable: string }

export type VerifyStoreOptions = {
  /** Where the store is. */
  readonly location: StoreLocation
  readonly store: StoreReads
  /** What the person who checks brings; null: key and genesis seal are taken from the store itself. */
  readonly trust: TrustFile | null
  readonly openNetwork: (name: TrustFile['network']) => Promise<NetworkOrWhy>
  readonly threads: number
  /** Milliseconds. */
  readonly now: () => number
  readonly onProgress: (progress: StoreProgress) => void
}

export type StoreReport = {
  readonly origin: string
  /** Where it is anchored; null where there is no line of anchors yet. */
  readonly network: TrustFile['network'] | null
  readonly chains: Omit<ChainsReport, 'anchors'>
  readonly eventsPerSecond: number
  readonly epochs: EpochsReport
  readonly mapNodes: number
  readonly blockHeaders: number
  readonly anchors: number
  /** Of these, how many are in a block. */
  readonly mined: number
  /** How many of their blocks the network has on its chain; null where it wasn't asked. */
  readonly onNetwork: number | null
  readonly failures: number
  /** The first ones. */
  readonly findings: readonly Finding[]
  /** Sentences about what isn't shown. */
  readonly notChecked: readonly string[]
}

const OWN_TRUST =
  'Whether this is the log that you mean: its key and its genesis seal were taken from the store itself. Bring your own trust file with --trust.'

/**
 * Checks everything in a store: chains, maps, epochs, checkpoints, anchors, and what the network knows of them. It only reads; a server may have
 * it open.
 *
 * Whoever has the whole store and its keys can make all of it anew. What they can't make anew is what the network has, and what others have
 * kept: hence the trust file, and the network.
 *
 * @throws UnusableStore where there is no log in it
 */
export async function verifyStore(options: VerifyStoreOptions): Promise<StoreReport> {
  const { location, store, threads, now, onProgress } = options
  const findings = new Findings()
  const { origin, logKey, trust } = await settleTrust(store, nameOf(location), options.trust, findings)
  const newest = await readOrFind(findings, 'newest epoch', null, () => store.proofs.newestEpoch())
  const epochCount = newest === null ? 0 : newest.index + 1

  const total = await countEvents(store)
  const startedAt = now()
  let finishedAt = startedAt
  const [{ anchors: ids, ...chains }, epochs] = await Promise.all([
    checkChains({ store: location, origin, threads, findings, onEvents: done => onProgress({ part: 'events', done, total }) }).finally(
      () => {
        finishedAt = now()
      },
    ),
    // Here, while the chains are checked in threads of their own.
    logKey === null
      ? NO_EPOCHS
      : readOrFind(findings, 'epochs', NO_EPOCHS, () =>
          checkEpochs({
            proofs: store.proofs,
            origin,
            logKey,
            epochs: epochCount,
            findings,
            onEpoch: done => onProgress({ part: 'epochs', done, total: epochCount }),
          }),
        ),
  ])
  const onNodes = (done: number) => onProgress({ part: 'map nodes', done, total: null })
  const mapNodes = await readOrFind(findings, 'map nodes', 0, () => checkMapNodes({ proofs: store.proofs, findings, onNodes }))

  const onAnchor = (done: number) => onProgress({ part: 'anchors', done, total: ids.length })
  const onHeaders = (done: number, total: number) => onProgress({ part: 'block headers', done, total })
  const blockHeaders =
    trust === null
      ? 0
      : await readOrFind(findings, 'block headers', 0, () =>
          checkBlockHeaders({ blocks: store.blocks, network: trust.network, findings, onHeaders }),
        )
  const anchors =
    trust === null
      ? NO_ANCHORS
      : await readOrFind(findings, 'anchors', NO_ANCHORS, () => checkAnchors({ store, trust, ids, findings, onAnchor }))
  const asked = trust === null ? null : await askNetwork(options, trust, anchors, findings)
  const seconds = (finishedAt - startedAt) / 1000
  return {
    origin,
    network: trust?.network ?? null,
    chains,
    eventsPerSecond: seconds > 0 ? Math.round(chains.events / seconds) : 0,
    epochs,
    mapNodes,
    blockHeaders,
    anchors: anchors.line.length,
    mined: anchors.mined,
    onNetwork: asked?.blocks ?? null,
    failures: findings.count,
    findings: findings.named,
    notChecked: [...(options.trust === null ? [OWN_TRUST] : []), ...whatIsOpen(epochCount, trust, anchors), ...(asked?.open ?? [])],
  }
}

const NO_EPOCHS: EpochsReport = { epochs: 0, heads: 0, aggregates: 0 }
const NO_ANCHORS: AnchorsReport = { line: [], mined: 0 }

async function countEvents(store: Pick<StoreReads, 'aggregates'>): Promise<number> {
  let events = 0
  for await (const page of store.aggregates()) for (const { version } of page) events += version
  return events
}

async function askNetwork({ store, openNetwork }: VerifyStoreOptions, trust: TrustFile, { line }: AnchorsReport, findings: Findings) {
  const cannot = (why: string) => ({
    blocks: null,
    open: [`What the network says: whether the newest seal is unspent, and whether the blocks of the anchors are on its chain. ${why}`],
  })
  const network = await openNetwork(trust.network)
  if ('unavailable' in network) return cannot(network.unavailable)
  try {
    return await checkNetwork({ network, store, trust, line, findings })
  } catch (error) {
    if (error instanceof NetworkUnavailable) return cannot(error.message)
    throw error
  } finally {
    await network.close()
  }
}

/** What the store itself leaves open. */
function whatIsOpen(epochs: number, trust: TrustFile | null, { line }: AnchorsReport): string[] {
  if (epochs === 0) return ['Anything beyond the chains: no epoch has been made yet.']
  if (trust === null) return ['Anything beyond the chains and the log: there is no genesis seal yet, and no anchor.']
  const anchored = Math.max(0, ...line.filter(({ anchor }) => anchor.holding !== null).map(({ counting }) => counting.size))
  const unanchored = epochs - anchored
  if (unanchored <= 0) return []
  return [
    `When the newest ${unanchored === 1 ? 'epoch was' : `${unanchored} epochs were`} made, and whether not made anew: no anchor in a block carries ${unanchored === 1 ? 'it' : 'them'} yet.`,
  ]
}
