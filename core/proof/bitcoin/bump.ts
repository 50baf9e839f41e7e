import { ByteReader, BytesError, bytesOfHex, displayHash } from './bytes.ts'

/** One hash of a BUMP. `hash` is `null` where it is the same as its neighbour's, which happens at the right edge of a tree. */
export type BumpLeaf = { readonly offset: number; readonly hash: string | null; readonly isTransaction: boolean }

/** A BUMP as it is written: for one or more transactions of a block, the hashes from the leaves upwards (BRC-74). */
export type Bump = {
  /** Of the block, as the writer claims it. */
  readonly height: number
  readonly levels: readonly (readonly BumpLeaf[])[]
}

/** More levels would stand for more transactions than offsets can number. */
const MAX_LEVELS = 52
/** Nobody needs that many hashes of one level; it is what we hold in memory because a file says so. */
const MAX_LEAVES = 65_536
const DUPLICATE = 1
const TRANSACTION = 2

/** A BUMP in hex, all of it and nothing after it. Throws `BytesError`. Which transactions it leads to the root is `merklePath`'s question. */
export function parseBump(hex: string): Bump {
  const reader = new ByteReader(bytesOfHex(hex))
  const bump = readBump(reader)
  reader.end()
  return bump
}

/** The BUMP that begins here. Throws `BytesError`. */
export function readBump(reader: ByteReader): Bump {
  const height = reader.varint()
  const count = reader.uint8()
  if (count < 1 || count > MAX_LEVELS) throw new BytesError(`a Merkle path of ${count} levels`)
  const levels: BumpLeaf[][] = []
  while (levels.length < count) levels.push(readLevel(reader, 2 ** (count - levels.length)))
  return { height, levels }
}

function readLevel(reader: ByteReader, width: number): BumpLeaf[] {
  const count = reader.varint()
  if (count > MAX_LEAVES) throw new BytesError(`a level of the Merkle path with ${count} hashes`)
  const leaves: BumpLeaf[] = []
  while (leaves.length < count) leaves.push(readLeaf(reader, width))
  return leaves
}

function readLeaf(reader: ByteReader, width: number): BumpLeaf {
  const offset = reader.varint()
  if (offset >= width) throw new BytesError('a hash in the Merkle path stands outside its tree')
  const flags = reader.uint8()
  if (flags > TRANSACTION) throw new BytesError('a flag of the Merkle path is unknown')
  return { offset, hash: flags === DUPLICATE ? null : displayHash(reader.take(32)), isTransaction: flags === TRANSACTION }
}
