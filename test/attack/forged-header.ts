import { bytesToHex, concatBytes } from '@noble/hashes/utils.js'
import { bytesOfHex, internalHash, uint32Bytes } from '../../core/proof/bitcoin/bytes.ts'
import { parseBlockHeader } from '../../core/proof/bitcoin/header.ts'
import { meetsItsBits } from '../../core/proof/bitcoin/work.ts'

export type Work = 'done' | 'missing'

/** A header of the development network like another one, with some of it replaced: with the work that it must have, or without. */
export function headerWith(
  like: string,
  { merkleRoot, time }: { readonly merkleRoot: string; readonly time?: number },
  work: Work,
): string {
  const bytes = bytesOfHex(like)
  const start = concatBytes(
    bytes.subarray(0, 36),
    internalHash(merkleRoot),
    time === undefined ? bytes.subarray(68, 72) : uint32Bytes(time),
    bytes.subarray(72, 76),
  )
  for (let nonce = 0; ; nonce++) {
    const header = bytesToHex(concatBytes(start, uint32Bytes(nonce)))
    if (meetsItsBits(parseBlockHeader(header), 'dev') === (work === 'done')) return header
  }
}
