import { getInitialSnapshot } from 'xstate'
import { anchorMachine } from '../../core/anchor/machine.ts'
import type { HoldingBlock } from '../../core/anchor/state.ts'
import { anchorKind } from '../actors/anchor-kind.ts'
import type { StoreReads } from '../store/store-reads.ts'
import type { ReadAnchor } from './anchor-reader.ts'
import { genesisCoin, readGenesis } from './genesis.ts'
import { type LineAnchor, type LineDeps, LineReader } from './line.ts'
import type { AnchorNetwork, NetworkPlace } from './network.ts'

/** A development network that lacks the block of an anchor: begun anew from another file, from a copy older than the anchor, or with its file gone. */
export class OtherNetwork extends Error {
  override readonly name = 'OtherNetwork'
  /** What is wrong, and what is to be done: everybody may read it. */
  readonly text: string
  readonly next: string

  /** `toDo`: what ends it, in whole sentences. */
  constructor(text: string, toDo: string) {
    const next = `${toDo} Until then nothing is anchored, and nothing is lost.`
    super(`${text} ${next}`)
    this.text = text
    this.next = next
  }
}

type MinedIn = Pick<HoldingBlock, 'height' | 'block'>
type Asked = Pick<AnchorNetwork, 'name' | 'chain' | 'place'>
type Read = Pick<StoreReads, 'setting' | 'chain'> & {
  readonly readModels: Pick<StoreReads['readModels'], 'listAnchors'>
  readonly blocks: Pick<StoreReads['blocks'], 'tip' | 'byHash'>
}

/**
 * Asks a development network whether it has ever had a block. One that was replaced there by a longer branch it still has. What real networks
 * have can’t be told so, and they aren’t asked.
 * @throws OtherNetwork; NetworkUnavailable
 */
export async function requireBlock({ name, chain, place }: Asked, mined: MinedIn | null): Promise<void> {
  if (name !== 'dev' || mined === null) return
  // Where no such service is, no block is known either.
  await chain.tip()
  if (!(await chain.hasBlock(mined.block))) throw lackingNetwork(place, mined)
}

/**
 * Asks a development network for the block of the newest anchor in a block, as the anchors' own chains have it: lists may just be made anew. The
 * answer isn't kept, as another network may stand at the same address a moment later.
 * @throws OtherNetwork; NetworkUnavailable
 */
export async function requireOwnNetwork(store: Read, origin: string, network: Asked): Promise<void> {
  if (network.name === 'dev') await requireBlock(network, await newestMinedOf(store, origin))
}

/** The block of the newest anchor in a block, as the anchors' own chains have it. */
export async function newestMinedOf(store: Read, origin: string): Promise<MinedIn | null> {
  const genesis = await readGenesis(store)
  if (genesis === null) return null
  const deps = { origin, readModels: store.readModels, readAnchor: storedAnchors(store), headers: keptHeaders(store.blocks) }
  const { anchors } = await new LineReader(deps, genesisCoin(genesis)).read()
  return newestMined(anchors)
}

/** The block of the newest of these anchors that is in one. */
export function newestMined(anchors: readonly Pick<LineAnchor, 'anchor'>[]): MinedIn | null {
  return anchors.findLast(({ anchor }) => anchor.holding !== null)?.anchor.holding ?? null
}

function storedAnchors(store: Pick<StoreReads, 'chain'>): ReadAnchor {
  return async id => {
    let snapshot = getInitialSnapshot(anchorMachine)
    for await (const events of store.chain({ type: 'anchor', id }, 0))
      for (const event of events) snapshot = anchorKind.next(snapshot, event)
    return snapshot
  }
}

function keptHeaders(blocks: Read['blocks']): LineDeps['headers'] {
  return {
    async confirmations(height, hash) {
      const [kept, tip] = [await blocks.byHash(hash), await blocks.tip()]
      return kept?.height === height && tip !== null ? tip.height - height + 1 : null
    },
  }
}

/** A network that is there, and lacks a block. */
export function lackingNetwork(place: NetworkPlace, { block, height }: MinedIn): OtherNetwork {
  const text = `The development network ${whereOf(place)} is another one than this desk’s anchors are on, or an older copy of it: it doesn’t know the block ${block} at height ${height}, which holds one of them.`
  return new OtherNetwork(text, nextOf(place))
}

function whereOf(place: NetworkPlace): string {
  return place.kind === 'address' ? `at ${place.host}` : `in ${place.name}`
}

function nextOf(place: NetworkPlace): string {
  return place.kind === 'address'
    ? 'Start “sealdesk dev-network” with the file of that network, or a copy of it: for a desk that was copied from SQLite that is the .dev-chain file beside the store it was copied from, else the file that it was started with before.'
    : `Stop the server, and put the file of that network, or a copy of it, in the place of ${place.name}, beside the store: for a desk that was copied from a database that is the file that “sealdesk dev-network” was started with. Or give that network’s addresses as ARC_URL and WHATSONCHAIN_URL.`
}
