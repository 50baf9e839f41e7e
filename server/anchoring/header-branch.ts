import { BytesError } from '../../core/proof/bitcoin/bytes.ts'
import { type BlockHeader, parseBlockHeader } from '../../core/proof/bitcoin/header.ts'
import { meetsItsBits, targetOf } from '../../core/proof/bitcoin/work.ts'
import type { NetworkName } from '../../core/proof/bundle/trust.ts'
import type { BlockHeaders, KeptHeader } from '../store/proofs.ts'
import type { ChainSource } from './network.ts'

/** A header that the source gave doesn't fit: its form, its proof of work, its place in the chain. */
export class WrongHeader extends Error {
  override readonly name = 'WrongHeader'
}

export type HeaderSource = {
  readonly chain: ChainSource
  /** Those that are kept. */
  readonly headers: BlockHeaders
  readonly network: NetworkName
  /** Rejects where the source isn't the network that the store's anchors are on: asked before anything but a plain continuation is kept. */
  readonly requireOwn: () => Promise<void>
  readonly signal: AbortSignal
}

/** How far below the tip the first header is that is ever kept. */
const FIRST_DEPTH = 100
/** How deep the chain may be replaced. What goes deeper is another chain, and for people to look at. */
export const DEEPEST = 144
/** Headers that are kept at a time, so that little is lost when it is interrupted. */
const BATCH = 100

/** A header with proof of work, at the height that its place gives it. */
type Checked = KeptHeader & { readonly fields: BlockHeader }

/**
 * Fetches the headers up to the source's tip and keeps them, each checked: 80 bytes, as much work as its bits and the network ask for, after the
 * one before. Where the source's chain parted from the kept one, the fork is looked for downwards, and the kept branch makes room as soon as the
 * other bears more work. `onKept` is called after each step, with the newest.
 * @throws WrongHeader; NetworkUnavailable; what `requireOwn` does; the signal's reason
 */
export async function catchUp(source: HeaderSource, onKept: (newest: KeptHeader) => void): Promise<void> {
  const { chain, headers } = source
  const tip = await chain.tip()
  // Up to date; or the source is behind.
  if ((await headers.byHash(tip.hash)) !== null) return
  let over = await headers.tip()
  let branch = await forkedBranch(source, over, tip.height)
  let last = branch.at(-1)
  while (last !== undefined && last.height < tip.height) {
    const next = await fetchHeader(source, last.height + 1)
    if (next.fields.previous !== last.hash)
      throw new WrongHeader(`The block header at height ${next.height} doesn’t follow the one before.`)
    branch.push(next)
    last = next
    if (branch.length >= BATCH && (await workGained(branch, headers)) > 0n) {
      // What another server has kept meanwhile is looked at the next time.
      if (!(await keep(branch, headers, over, onKept))) return
      over = last
      branch = []
    }
  }
  const gained = await workGained(branch, headers)
  if (gained < 0n) throw new WrongHeader('The chain that is shown bears less work than the one that was followed.')
  // Of two branches with the same work, the one that was first stays, until either goes on.
  if (gained > 0n) await keep(branch, headers, over, onKept)
}

/** The source's headers from the first that isn't kept, up to the height after the kept tip, or to its own tip where that is lower. */
async function forkedBranch(source: HeaderSource, kept: KeptHeader | null, tipHeight: number): Promise<Checked[]> {
  if (kept === null) {
    await source.requireOwn()
    return [await fetchHeader(source, Math.max(0, tipHeight - FIRST_DEPTH))]
  }
  const branch: Checked[] = []
  for (let height = Math.min(kept.height + 1, tipHeight); branch.length <= DEEPEST; height--) {
    const header = await fetchHeader(source, height)
    const [above] = branch
    // It doesn't just go on: before anything of it is believed or blamed.
    if (above === undefined && header.fields.previous !== kept.hash) await source.requireOwn()
    if (above !== undefined && above.fields.previous !== header.hash) {
      throw new WrongHeader(`The block header at height ${above.height} doesn’t follow the one before.`)
    }
    branch.unshift(header)
    const below = await keptAt(source.headers, height - 1)
    // Below the first one that is kept, nothing is known to compare with.
    if (below === null || below.hash === header.fields.previous) return branch
  }
  throw new WrongHeader(`The chain that is shown differs from the one that was followed for more than ${DEEPEST} blocks.`)
}

async function fetchHeader({ chain, network, signal }: HeaderSource, height: number): Promise<Checked> {
  signal.throwIfAborted()
  const header = await chain.header(height)
  if (header === null)
    throw new WrongHeader(`There is no block header at height ${height}, although the tip is said to be there or higher.`)
  const fields = parse(header, height)
  if (!meetsItsBits(fields, network))
    throw new WrongHeader(`The block header at height ${height} lacks the proof of work that it must have.`)
  return { height, hash: fields.hash, header, fields }
}

function parse(header: string, height: number): BlockHeader {
  try {
    return parseBlockHeader(header)
  } catch (error) {
    if (!(error instanceof BytesError)) throw error
    throw new WrongHeader(`The block header at height ${height} can’t be read: ${error.message}.`)
  }
}

async function keptAt(headers: BlockHeaders, height: number): Promise<KeptHeader | null> {
  const [kept] = height < 0 ? [] : await headers.from(height, 1)
  return kept?.height === height ? kept : null
}

/** False where the kept chain isn't the one any more that the branch was compared with. */
async function keep(
  branch: readonly Checked[],
  headers: BlockHeaders,
  over: KeptHeader | null,
  onKept: (newest: KeptHeader) => void,
): Promise<boolean> {
  const kept = branch.map(({ height, hash, header }) => ({ height, hash, header }))
  if (!(await headers.replace(kept, over?.hash ?? null))) return false
  const newest = kept.at(-1)
  if (newest !== undefined) onKept(newest)
  return true
}

/** The branch's work, less that of the headers in whose place it would stand: where it only goes on, there are none. */
async function workGained(branch: readonly Checked[], headers: BlockHeaders): Promise<bigint> {
  const [first] = branch
  if (first === undefined) return 0n
  const replaced = await headers.from(first.height, DEEPEST + 1)
  return workOf(branch.map(({ fields }) => fields)) - workOf(replaced.map(({ header }) => parseBlockHeader(header)))
}

/** How many hashes have to be tried for these headers, on average. */
function workOf(headers: readonly BlockHeader[]): bigint {
  return headers.reduce((sum, { bits }) => sum + 2n ** 256n / ((targetOf(bits) ?? 0n) + 1n), 0n)
}
