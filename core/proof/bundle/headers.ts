import { BytesError } from '../bitcoin/bytes.ts'
import { type BlockHeader, parseBlockHeader } from '../bitcoin/header.ts'
import { type MerklePath, merkleRoot, parseMerklePath } from '../bitcoin/merkle-path.ts'
import { meetsItsBits } from '../bitcoin/work.ts'
import { failuresOf, readOrFail } from './failure.ts'
import type { KnownHeaders } from './known-headers.ts'
import type { NetworkName } from './trust.ts'

/** From an anchor to the block that holds it: one function for each check, in their order. Each throws `CheckFailed`. */

/** A path that leads to `root`, and the headers that were given with it: where there is one, the first has that root. */
export type AnchorPath = { readonly path: MerklePath; readonly root: string; readonly headers: readonly BlockHeader[] }

export type PathAndHeaders = {
  /** Id of the covering anchor; `null` where there is none. */
  readonly txid: string | null
  /** The path (BUMP) and the headers of 80 bytes, in hex. */
  readonly bump: string | null
  readonly headers: readonly string[]
  /** For the report: the version that the anchor covers. */
  readonly version: number | null
}

/** `merklePath`: the anchor is in the block of the first header; `null` where there is no path. Specification, section 9.8. */
export function checkMerklePath({ txid, bump, headers, version }: PathAndHeaders): AnchorPath | null {
  const failed = failuresOf('merklePath')
  if (bump === null) {
    if (headers.length > 0)
      throw failed('noPath', 'There are headers without a Merkle path.', { expected: '[]', actual: `${headers.length} headers`, version })
    return null
  }
  if (txid === null) throw failed('noAnchor', 'There is a Merkle path without an anchor.', { expected: null, actual: bump, version })
  const { path, root } = readOrFail(
    () => {
      const path = parseMerklePath(bump, txid)
      return { path, root: merkleRoot(path) }
    },
    [BytesError],
    rule =>
      failed('bump', `The Merkle path is not that of the anchor: ${rule}.`, { expected: `a path for ${txid}`, actual: rule, version }),
  )
  const parsed = readOrFail(
    () => headers.map(parseBlockHeader),
    [BytesError],
    rule => failed('parse', `A block's header can't be read: ${rule}.`, { expected: '80 bytes', actual: rule, version }),
  )
  const [block] = parsed
  if (block !== undefined && block.merkleRoot !== root)
    throw failed('root', "The Merkle path does not lead to the block's header.", { expected: block.merkleRoot, actual: root, version })
  return { path, root, headers: parsed }
}

/** `proofOfWork`: each header has the work that it claims and the network demands, and follows the one before. Section 9.9. */
export function checkHeaders(headers: readonly BlockHeader[], network: NetworkName, version: number | null = null): void {
  const failed = failuresOf('proofOfWork')
  for (const [index, header] of headers.entries()) {
    if (!meetsItsBits(header, network)) {
      const expected = header.bits.toString(16).padStart(8, '0')
      throw failed('work', `Block header ${index + 1} has not the work that it must have.`, { expected, actual: header.hash, version })
    }
    const before = headers[index - 1]
    if (before !== undefined && header.previous !== before.hash)
      throw failed('link', `Block header ${index + 1} does not follow the one before.`, {
        expected: before.hash,
        actual: header.previous,
        version,
      })
  }
}

/** The block that holds an anchor. `work-only`: nobody but its own work says that it is on the network's chain. */
export type AnchorBlock = {
  readonly state: 'known' | 'work-only'
  readonly header: BlockHeader
  readonly height: number
  /** Whether the height is the verifier's own knowledge; else it is what the path claims. */
  readonly heightKnown: boolean
}

/**
 * `headerKnown`: the block, as far as the verifier knows it; `null` where its header is neither given nor known. Section 9.9.
 *
 * A block that the verifier knows to be another one, or elsewhere, fails.
 */
export function checkHeaderKnown(
  { path, root, headers }: AnchorPath,
  known: KnownHeaders,
  version: number | null = null,
): AnchorBlock | null {
  const failed = failuresOf('headerKnown')
  const there = known.byHeight.get(path.height)
  const header = headers[0] ?? knownWithRoot(known, root)
  if (header === null) {
    if (there?.header != null)
      throw failed('root', 'Another block is known at this height.', { expected: there.header.merkleRoot, actual: root, version })
    return null
  }
  const block = known.byHash.get(header.hash)
  if (block?.height != null && block.height !== path.height)
    throw failed('height', 'The block is known at another height.', {
      expected: String(block.height),
      actual: String(path.height),
      version,
    })
  if (there !== undefined && there.hash !== header.hash)
    throw failed('block', 'Another block is known at this height.', { expected: there.hash, actual: header.hash, version })
  return { state: block === undefined ? 'work-only' : 'known', header, height: path.height, heightKnown: block?.height != null }
}

function knownWithRoot(known: KnownHeaders, root: string): BlockHeader | null {
  for (const { header } of known.byHash.values()) if (header?.merkleRoot === root) return header
  return null
}
