import { bytesToHex, concatBytes } from '@noble/hashes/utils.js'
import { bytesOfHex, displayHash, internalHash, uint32Bytes, uint64Bytes, varintBytes } from '../../../../core/proof/bitcoin/bytes.ts'
import { doubleSha256 } from '../../../../core/proof/bitcoin/hash.ts'
import { type BlockHeader, parseBlockHeader } from '../../../../core/proof/bitcoin/header.ts'
import { EASIEST_BITS, meetsItsBits } from '../../../../core/proof/bitcoin/work.ts'
import { merkleRoot } from './merkle.ts'

/** Its bytes in hex, and its id. What they say is read when it is asked for: parsed, a year of blocks wouldn't fit into memory. */
export type DevTransaction = { readonly raw: string; readonly txid: string }

/** `header`: its 80 bytes in hex; `fields`: what they say. The first transaction is the coinbase. */
export type DevBlock = {
  readonly height: number
  readonly header: string
  readonly fields: BlockHeader
  readonly transactions: readonly DevTransaction[]
}

/** What the first block follows. */
export const NOTHING = '00'.repeat(32)

export function devTransaction(raw: string): DevTransaction {
  return { raw, txid: displayHash(doubleSha256(bytesOfHex(raw))) }
}

/** @throws Error where the header isn't that of these transactions */
export function devBlock(height: number, header: string, raw: readonly string[]): DevBlock {
  const transactions = raw.map(devTransaction)
  const fields = parseBlockHeader(header)
  if (fields.merkleRoot !== merkleRoot(txidsOf(transactions))) throw new Error(`Block ${height} isn’t the one of its transactions.`)
  return { height, header, fields, transactions }
}

export function txidsOf(transactions: readonly DevTransaction[]): string[] {
  return transactions.map(({ txid }) => txid)
}

/** Whom a coinbase pays. The script is in hex. */
export type Payout = { readonly satoshis: number; readonly script: string }

/** OP_FALSE OP_RETURN: nobody's. */
const NOBODY: Payout = { satoshis: 0, script: '006a' }

/** The transaction that makes money from nothing. The height in its input makes its id one of a kind. */
export function coinbase(height: number, payout: Payout = NOBODY): string {
  const script = concatBytes(Uint8Array.of(4), uint32Bytes(height))
  const lock = bytesOfHex(payout.script)
  const input = concatBytes(internalHash(NOTHING), uint32Bytes(0xffffffff), varintBytes(script.length), script, uint32Bytes(0xffffffff))
  const output = concatBytes(uint64Bytes(payout.satoshis), varintBytes(lock.length), lock)
  return bytesToHex(concatBytes(uint32Bytes(1), Uint8Array.of(1), input, Uint8Array.of(1), output, uint32Bytes(0)))
}

export type BlockPlan = {
  /** Null for the first block. */
  readonly previous: DevBlock | null
  readonly transactions: readonly DevTransaction[]
  /** Seconds since 1970; not before the previous block's. */
  readonly time: number
  /** Blocks that are known already: two branches can hold the same transactions at the same second. */
  readonly isKnown: (hash: string) => boolean
}

/** Makes a block by looking for a nonce. The target is so easy that every second one fits. */
export function mineBlock({ previous, transactions, time, isKnown }: BlockPlan): DevBlock {
  const start = concatBytes(
    uint32Bytes(1),
    internalHash(previous?.fields.hash ?? NOTHING),
    internalHash(merkleRoot(txidsOf(transactions))),
    uint32Bytes(Math.max(time, previous?.fields.time ?? 0)),
    uint32Bytes(EASIEST_BITS.dev),
  )
  for (let nonce = 0; ; nonce++) {
    const header = bytesToHex(concatBytes(start, uint32Bytes(nonce)))
    const fields = parseBlockHeader(header)
    if (meetsItsBits(fields, 'dev') && !isKnown(fields.hash)) return { height: (previous?.height ?? -1) + 1, header, fields, transactions }
  }
}
