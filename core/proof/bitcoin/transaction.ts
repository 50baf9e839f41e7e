import { ByteReader, BytesError, displayHash } from './bytes.ts'
import { doubleSha256 } from './hash.ts'
import type { Outpoint } from './outpoint.ts'

export type TransactionInput = {
  /** The output that it spends. */
  readonly outpoint: Outpoint
  readonly unlockingScript: Uint8Array
  readonly sequence: number
}

export type TransactionOutput = { readonly satoshis: number; readonly lockingScript: Uint8Array }

export type Transaction = {
  readonly version: number
  readonly inputs: readonly TransactionInput[]
  readonly outputs: readonly TransactionOutput[]
  readonly lockTime: number
  /** In display order. */
  readonly txid: string
}

/** As long as two nodes of a Merkle tree beside each other, so that it could be passed off as a node. No real transaction needs it. */
const NODE_LENGTH = 64

/** A raw transaction, all of it and nothing after it. Throws `BytesError`. */
export function parseTransaction(bytes: Uint8Array): Transaction {
  const reader = new ByteReader(bytes)
  const transaction = readTransaction(reader)
  reader.end()
  return transaction
}

/** The transaction that begins here. Throws `BytesError`. */
export function readTransaction(reader: ByteReader): Transaction {
  const start = reader.offset
  const version = reader.uint32()
  const inputs = list(reader, readInput)
  const outputs = list(reader, readOutput)
  const lockTime = reader.uint32()
  const bytes = reader.since(start)
  if (bytes.length === NODE_LENGTH) throw new BytesError('a transaction of 64 bytes could be a node of a Merkle tree')
  return { version, inputs, outputs, lockTime, txid: displayHash(doubleSha256(bytes)) }
}

function readInput(reader: ByteReader): TransactionInput {
  const txid = displayHash(reader.take(32))
  const vout = reader.uint32()
  const unlockingScript = reader.take(reader.varint())
  return { outpoint: { txid, vout }, unlockingScript, sequence: reader.uint32() }
}

function readOutput(reader: ByteReader): TransactionOutput {
  const satoshis = reader.uint64()
  return { satoshis, lockingScript: reader.take(reader.varint()) }
}

/** The count is only believed as far as there are bytes for it. */
function list<T>(reader: ByteReader, read: (reader: ByteReader) => T): T[] {
  const count = reader.varint()
  if (count === 0) throw new BytesError('a transaction has inputs and outputs')
  const items: T[] = []
  while (items.length < count) items.push(read(reader))
  return items
}
