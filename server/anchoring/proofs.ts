import { Readable } from 'node:stream'
import { type AnchorRow, isInBlock } from '../../core/anchor/row.ts'
import type { Aggregate } from '../../core/events/names.ts'
import { BUNDLE_FORMAT } from '../../core/proof/bundle/bundle.ts'
import type { NetworkName, TrustFile } from '../../core/proof/bundle/trust.ts'
import { formatTlogProof } from '../../core/proof/log/tlog-proof.ts'
import { consistencyPath, inclusionPath } from '../../core/proof/log/tree.ts'
import { KnownError } from '../../core/protocol/errors.ts'
import { Turnstile } from '../accounts/turnstile.ts'
import { MissingNode } from '../store/errors.ts'
import type { StoreReads } from '../store/store-reads.ts'
import { type BundleFrame, bundleText } from './bundle-text.ts'
import { completedHashes } from './completed-hashes.ts'
import { type Covering, coverings } from './covering.ts'
import { mapProof } from './map-proof.ts'
import { BrokenLine, type PlacedSeal, placesOfSeals, sealsUpTo } from './seal-line.ts'

/** Block headers in a bundle: the anchor's block, and what followed it where that is known. */
const HEADERS = 13
/** So much fits into a bundle whatever is in it. What is longer is made once for nothing before its first byte is sent, to see that it fits. */
const FEW_EVENTS = 200
const FEW_SEALS = 1000
/** Anybody may ask for long ones, which take a second or more: some at a time, and who comes when many wait already is sent away. */
const AT_ONCE = 2
const WAITING = 50

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
   * The proof bundle of an aggregate as the pieces of its JSON text. It ends at the first anchor in a block that holds the newest version that
   * any does: the same, whenever it is asked for. With `seal` the line of anchors begins there instead of at the genesis seal (specification,
   * sections 7 and 9.20), and anchors before it don't count; of several, at the last one that leaves out no anchor that counts. @throws KnownError `not_found`, `proof_not_ready`, `too_large`, `overloaded`
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

/** `seals` reads the line anew with each call. */
type BundleParts = { readonly frame: BundleFrame; readonly isLong: boolean; readonly seals: () => AsyncIterable<readonly string[]> }

export type BundleOptions = { readonly seal?: string | readonly string[] | undefined }

/** Where a bundle may begin, in the line's order. */
type Places = readonly [PlacedSeal, ...PlacedSeal[]]

export function createProofs(options: ProofsOptions): Proofs {
  const { store, origin, verifierKey, network } = options
  const hashes = completedHashes(store.proofs)
  const rehearsals = new Turnstile(AT_ONCE, WAITING)

  function trust(): TrustFile {
    if (network === 'none') throw new KnownError('anchoring_off')
    const genesisSeal = options.genesisSeal()
    if (genesisSeal === null) throw new KnownError('no_genesis_seal')
    return { origin, logKey: verifierKey, genesisSeal, network }
  }

  async function partsOf(aggregate: Aggregate, seals: readonly string[]): Promise<BundleParts> {
    const { genesisSeal } = trust()
    const from = await placesOfSeals(store, origin, seals.length === 0 ? [genesisSeal] : seals, genesisSeal)
    if (!isSome(from)) throw new KnownError('not_found', 'This outpoint is no seal of the line of anchors.', { field: 'seal' })
    // Nodes are dropped and anchors come while they are read: less than a block is only given where none does after a second look.
    const parts = (await firstParts(aggregate, from, 'block')) ?? (await firstParts(aggregate, from, 'any'))
    if (parts === null) throw new KnownError('proof_not_ready')
    return parts
  }

  /** By the first covering that a proof can be made from. `block`: none that is worse than a block, where there is one. */
  async function firstParts(aggregate: Aggregate, from: Places, least: 'block' | 'any'): Promise<BundleParts | null> {
    let isBlockNear = false
    for await (const covering of coverings(store, aggregate, from[0].sequence)) {
      const inBlock = covering.anchor !== null && isInBlock(covering.anchor)
      if (least === 'block' && isBlockNear && !inBlock) return null
      isBlockNear ||= inBlock
      const parts = await partsFrom(aggregate, from, covering).catch(nullWhereGone)
      if (parts !== null) return parts
    }
    return null
  }

  /** With the last of the seals from which the line leads to the anchor. One that was lost with its transaction leads nowhere. */
  async function partsFrom(aggregate: Aggregate, places: Places, covering: Covering): Promise<BundleParts | null> {
    for (const from of placesBefore(places, covering)) {
      try {
        return await partsBy(aggregate, from, covering)
      } catch (error) {
        if (!(error instanceof BrokenLine)) throw error
      }
    }
    return null
  }

  async function partsBy(aggregate: Aggregate, from: PlacedSeal, covering: Covering): Promise<BundleParts | null> {
    const { epoch, head, checkpoint, anchor } = covering
    const siblings = await mapProof(store.proofs, aggregate, covering)
    if (siblings === null) return null
    const path = await inclusionPath(epoch.index, checkpoint.index + 1, hashes)
    const frame: BundleFrame = {
      format: BUNDLE_FORMAT,
      origin,
      genesisSeal: from.seal,
      aggregate: { type: aggregate.type, id: aggregate.id },
      map: { version: head.version, siblings },
      epoch: epoch.record,
      tlogProof: formatTlogProof({ index: epoch.index, path, checkpoint: checkpoint.checkpoint }),
      bump: anchor?.path ?? null,
      headers: anchor === null ? [] : await headersOf(anchor),
    }
    const length = anchor === null ? 0 : anchor.sequence - from.sequence + 1
    if (anchor === null || length > FEW_SEALS) return { frame, isLong: length > FEW_SEALS, seals: () => line(from, anchor) }
    const pages: (readonly string[])[] = []
    for await (const page of line(from, anchor)) pages.push(page)
    return { frame, isLong: false, seals: () => Readable.from(pages) }
  }

  async function* line(from: PlacedSeal, anchor: AnchorRow | null): AsyncGenerator<readonly string[]> {
    if (anchor !== null) yield* sealsUpTo(store, from, anchor)
  }

  async function headersOf({ height, block, header }: AnchorRow): Promise<readonly string[]> {
    if (height === null || block === null || header === null) return []
    const kept = await store.blocks.from(height, HEADERS)
    // Where the chain of blocks has gone another way meanwhile, its headers don't follow this one.
    return kept[0]?.hash === block ? kept.map(({ header }) => header) : [header]
  }

  async function bundlePieces(aggregate: Aggregate, { seal = [] }: BundleOptions = {}): Promise<AsyncIterable<string>> {
    trust()
    const head = await store.head(aggregate)
    if (head === null) throw new KnownError('not_found')
    const { frame, isLong, seals } = await partsOf(aggregate, typeof seal === 'string' ? [seal] : seal)
    // Events are read to their end, whatever is appended meanwhile: an erasure and the event that tells of it must not be torn apart.
    const text = () => bundleText(frame, { events: store.chain(aggregate, 0), seals: seals() })
    if (isLong || head.version > FEW_EVENTS) await rehearsals.pass(() => rehearse(text()))
    return text()
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

function isSome(places: readonly PlacedSeal[]): places is Places {
  return places.length > 0
}

/** Where the line may begin, the last place first. */
function placesBefore(places: Places, { anchor }: Covering): readonly PlacedSeal[] {
  const before = places.filter(({ sequence }) => anchor === null || sequence <= anchor.sequence)
  return before.length > 0 ? before.reverse() : [places[0]]
}

function nullWhereGone(error: unknown): null {
  if (error instanceof MissingNode || error instanceof BrokenLine) return null
  throw error
}

/** Where the line of seals has changed meanwhile, it is another one in a moment. */
async function rehearse(text: AsyncIterable<string>): Promise<void> {
  try {
    for await (const _ of text);
  } catch (error) {
    if (error instanceof BrokenLine) throw new KnownError('proof_not_ready')
    throw error
  }
}
