import { bytesToHex, concatBytes } from '@noble/hashes/utils.js'
import { ByteReader, BytesError, varintBytes } from '../../../../core/proof/bitcoin/bytes.ts'
import { parseTransaction, type Transaction } from '../../../../core/proof/bitcoin/transaction.ts'
import type { DevTransaction } from './block.ts'

/** The output that an input spends, as the sender says it is. */
export type ClaimedOutput = { readonly satoshis: number; readonly script: string }

/** A transaction as it was sent in. `claims` has one for each input; null where it came raw, without them. */
export type Submitted = DevTransaction & { readonly transaction: Transaction; readonly claims: readonly ClaimedOutput[] | null }

/** What stands after the version of a transaction in extended format (BRC-30): no raw transaction has zero inputs. */
const EXTENDED = Uint8Array.of(0, 0, 0, 0, 0, 0xef)

/** Reads a raw transaction, or one in extended format, all of it and nothing after it. @throws BytesError */
export function readSubmitted(bytes: Uint8Array): Submitted {
  const reader = new ByteReader(bytes)
  const version = reader.take(4)
  const isExtended = reader.startsWith(EXTENDED)
  if (!isExtended) return submitted(bytes, null)
  reader.take(EXTENDED.length)
  const inputs = readInputs(reader)
  const rest = reader.take(reader.left)
  const raw = concatBytes(version, varintBytes(inputs.length), ...inputs.map(({ plain }) => plain), rest)
  return submitted(
    raw,
    inputs.map(({ claim }) => claim),
  )
}

function submitted(raw: Uint8Array, claims: readonly ClaimedOutput[] | null): Submitted {
  const transaction = parseTransaction(raw)
  return { raw: bytesToHex(raw), txid: transaction.txid, transaction, claims }
}

type ExtendedInput = { readonly plain: Uint8Array; readonly claim: ClaimedOutput }

/** Outpoint, unlocking script and sequence as in a raw transaction, then what the extended format adds. */
function readInputs(reader: ByteReader): ExtendedInput[] {
  const count = reader.varint()
  if (count === 0) throw new BytesError('a transaction has inputs')
  const inputs: ExtendedInput[] = []
  while (inputs.length < count) {
    const start = reader.offset
    reader.take(36)
    reader.take(reader.varint())
    reader.take(4)
    const plain = reader.since(start)
    inputs.push({ plain, claim: { satoshis: reader.uint64(), script: bytesToHex(reader.take(reader.varint())) } })
  }
  return inputs
}
