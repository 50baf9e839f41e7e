import { hexToBytes } from '@noble/hashes/utils.js'
import type { AnchorRow } from '../../core/anchor/row.ts'
import type { Aggregate } from '../../core/events/names.ts'
import { BUNDLE_FORMAT } from '../../core/proof/bundle/bundle.ts'
import type { NetworkName, TrustFile } from '../../core/proof/bundle/trust.ts'
import { formatTlogProof } from '../../core/proof/log/tlog-proof.ts'
import { consistencyPath, inclusionPath } from '../../core/proof/log/tree.ts'
import { proveHead } from '../../core/proof/map/find.ts'
import { mapKey } from '../../core/proof/map/keys.ts'
import { KnownError } from '../../core/protocol/errors.ts'
import { MissingNode } from '../store/errors.ts'
import type { StoreReads } from '../store/store-reads.ts'
import { type BundleFrame, bundleText, checkSize } from './bundle-text.ts'
import { completedHashes } from './completed-hashes.ts'
import { type Covering, findCovering } from './covering.ts'
import { placeOfSeal, sealsUpTo } from './seal-line.ts'
import { storedNodes } from './stored-nodes.ts'

/** Block headers in a bundle: the anchor's block, and what followed it where that is known. */
const HEADERS = 13
/** So many events fit into a bundle whatever is in them; a longer history is measured before its first byte is sent. */
const SURELY_FITTING = 200

export type ProofsOptions = {
  readonly store: StoreReads
  readonly origin: string
  /** The log's verifier key. */
  readonly verifierKey: string
  readonly network: NetworkName | 'none'
  /** `txid:vout`; null while there is none. */
  readonly genesisSeal: () => string | null
}

/** What others check this log with. Rejections are `KnownError`s: `anchoring_off`, `no_genesis_seal`, and those named below. */
export interface Proofs {
  /**
   * The proof bundle of an aggregate as the pieces of its JSON text. With `seal` the line of anchors begins there instead of at the genesis
   * seal (specification, sections 7 and 9.20). @throws KnownError `not_found`, `proof_not_ready`, `too_large`
   */
  bundlePieces(aggregate: Aggregate, options?: BundleOptions): Promise<AsyncIterable<string>>
  /** The same in one text. */
  bundle(aggregate: Aggregate, options?: BundleOptions): Promise<string>
  trust(): TrustFile
  /** The newest signed checkpoint. @throws KnownError `proof_not_ready` */
  checkpoint(): Promise<string>
  /** That the log of the second size begins with that of the first. @throws KnownError `malformed` for sizes that it doesn't have */
  consistency(first: number, second: number): Promise<readonly string[]>
}

export type BundleOptions = { readonly seal?: string | undefined }

export function createProofs(options: ProofsOptions): Proofs {
  const { store, origin, verifierKey, network } = options
  const hashes = completedHashes(store.proofs)

  function trust(): TrustFile {
    if (network === 'none') throw new KnownError('anchoring_off')
    const genesisSeal = options.genesisSeal()
    if (genesisSeal === null) throw new KnownError('no_genesis_seal')
    return { origin, logKey: verifierKey, genesisSeal, network }
  }

  async function frameOf(aggregate: Aggregate, seal: string | undefined): Promise<BundleFrame> {
    const { genesisSeal } = trust()
    const from = await placeOfSeal(store, seal ?? genesisSeal, genesisSeal)
    if (from === null) throw new KnownError('not_found', 'This outpoint is no seal of the line of anchors.', { field: 'seal' })
    const covering = await findCovering(store, aggregate, from)
    if (covering === null) throw new KnownError('proof_not_ready')
    const { epoch, version, anchor } = covering
    const path = await inclusionPath(epoch.index, epoch.index + 1, hashes)
    return {
      format: BUNDLE_FORMAT,
      origin,
      genesisSeal: seal ?? genesisSeal,
      aggregate: { type: aggregate.type, id: aggregate.id },
      map: { version, siblings: await siblingsOf(aggregate, covering) },
      epoch: epoch.record,
      tlogProof: formatTlogProof({ index: epoch.index, path, checkpoint: epoch.checkpoint }),
      seals: anchor === null ? [] : await sealsUpTo(store, from, anchor),
      bump: anchor?.path ?? null,
      headers: anchor === null ? [] : await headersOf(anchor),
    }
  }

  async function siblingsOf(aggregate: Aggregate, { epoch }: Covering) {
    const { siblings } = await proveHead(hexToBytes(epoch.mapRoot), mapKey(aggregate), storedNodes(store.proofs))
    return siblings
  }

  async function headersOf({ height, block, header }: AnchorRow): Promise<readonly string[]> {
    if (height === null || block === null || header === null) return []
    const kept = await store.blocks.from(height, HEADERS)
    // Where the chain of blocks has gone another way meanwhile, its headers don't follow this one.
    return kept[0]?.hash === block ? kept.map(({ header }) => header) : [header]
  }

  async function bundlePieces(aggregate: Aggregate, { seal }: BundleOptions = {}): Promise<AsyncIterable<string>> {
    trust()
    const head = await store.head(aggregate)
    if (head === null) throw new KnownError('not_found')
    const frame = await frameOf(aggregate, seal).catch(error => {
      // A newer anchor has become final meanwhile, and nodes that only older epochs need were dropped: it is proven by the newer one.
      if (error instanceof MissingNode) return frameOf(aggregate, seal)
      throw error
    })
    if (head.version > SURELY_FITTING) await checkSize(store.chain(aggregate, 0))
    // Read to its end, whatever is appended meanwhile: an erasure and the event that tells of it must not be torn apart.
    return bundleText(frame, store.chain(aggregate, 0))
  }

  return {
    bundlePieces,
    async bundle(aggregate, options) {
      const pieces: string[] = []
      for await (const piece of await bundlePieces(aggregate, options)) pieces.push(piece)
      return pieces.join('')
    },
    trust,
    async checkpoint() {
      const newest = await store.proofs.newestEpoch()
      if (newest === null) throw new KnownError('proof_not_ready')
      return newest.checkpoint
    },
    async consistency(first, second) {
      const newest = await store.proofs.newestEpoch()
      const size = newest === null ? 0 : newest.index + 1
      if (second > size) throw new KnownError('malformed', `The log has ${size} epochs.`, { field: 'second' })
      if (first > second) throw new KnownError('malformed', 'The first size must not be above the second.', { field: 'first' })
      return first === 0 ? [] : consistencyPath(first, second, hashes)
    },
  }
}
