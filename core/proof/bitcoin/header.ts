import { ByteReader, BytesError, bytesOfHex, displayHash } from './bytes.ts'
import { doubleSha256 } from './hash.ts'

/** A block's header. Hashes in display order. */
export type BlockHeader = {
  readonly hash: string
  readonly previous: string
  /** Of the transactions in the block. */
  readonly merkleRoot: string
  /** Seconds since 1970, as the miner set it: up to two hours ahead. */
  readonly time: number
  /** The target that the hash must not exceed, in its compact form. */
  readonly bits: number
}

const HEADER_LENGTH = 80

/**
 * The fields of a header's 80 bytes in hex. Throws `BytesError` for anything else.
 *
 * Whether there is any work in it is `meetsItsBits`' question.
 */
export function parseBlockHeader(hex: string): BlockHeader {
  const bytes = bytesOfHex(hex)
  if (bytes.length !== HEADER_LENGTH) throw new BytesError(`block header: ${bytes.length} bytes, not ${HEADER_LENGTH}`)
  const reader = new ByteReader(bytes)
  reader.uint32() // the version, which miners use for other things
  return {
    hash: displayHash(doubleSha256(bytes)),
    previous: displayHash(reader.take(32)),
    merkleRoot: displayHash(reader.take(32)),
    time: reader.uint32(),
    bits: reader.uint32(),
  }
}

/** The time of a header as verdicts and pages write it. */
export function headerTime(header: BlockHeader): string {
  return new Date(header.time * 1000).toISOString()
}
