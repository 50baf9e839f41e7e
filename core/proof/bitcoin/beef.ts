import { readBump } from './bump.ts'
import { ByteReader, BytesError, displayHash } from './bytes.ts'
import { readTransaction, type Transaction } from './transaction.ts'

/** A transaction, and those that came along because it spends their outputs. */
export type Beef = { readonly subject: Transaction; readonly ancestors: readonly Transaction[] }

type BeefEntry = { readonly transaction: Transaction; readonly hasPath: boolean }

const ATOMIC = Uint8Array.of(1, 1, 1, 1)
const BEEF_V1 = Uint8Array.of(0x01, 0x00, 0xbe, 0xef)
const BEEF_V2 = Uint8Array.of(0x02, 0x00, 0xbe, 0xef)

/** Whether these bytes claim to be BEEF of any kind, and not a raw transaction: its version would be one that isn't in use. */
export function isBeef(bytes: Uint8Array): boolean {
  const reader = new ByteReader(bytes)
  return [ATOMIC, BEEF_V1, BEEF_V2].some(start => reader.startsWith(start))
}

/**
 * Atomic BEEF with version 1 inside (BRC-95, BRC-62): exactly the subject and what it needs. Specification, sections 9.7 and 9.17.
 *
 * Throws `BytesError`. The Merkle paths inside are read and no more: they are no evidence.
 */
export function parseAtomicBeef(bytes: Uint8Array): Beef {
  const reader = new ByteReader(bytes)
  if (!reader.startsWith(ATOMIC)) throw new BytesError('BEEF that is not atomic')
  reader.take(ATOMIC.length)
  const subjectId = displayHash(reader.take(32))
  if (!reader.startsWith(BEEF_V1)) throw new BytesError('not BEEF of version 1')
  reader.take(BEEF_V1.length)
  const paths = readPaths(reader)
  const entries = readEntries(reader, paths)
  reader.end()
  checkNeeded(entries, subjectId)
  const transactions = entries.map(({ transaction }) => transaction)
  const subject = transactions.pop()
  if (subject?.txid !== subjectId) throw new BytesError('the BEEF is of another transaction')
  return { subject, ancestors: transactions }
}

/** For each Merkle path the ids of the transactions that it holds. */
function readPaths(reader: ByteReader): ReadonlySet<string | null>[] {
  const count = reader.varint()
  const paths: ReadonlySet<string | null>[] = []
  while (paths.length < count) paths.push(new Set(readBump(reader).levels[0]?.map(({ hash }) => hash)))
  return paths
}

function readEntries(reader: ByteReader, paths: readonly ReadonlySet<string | null>[]): BeefEntry[] {
  const count = reader.varint()
  const entries: BeefEntry[] = []
  const used = new Set<number>()
  while (entries.length < count) {
    const transaction = readTransaction(reader)
    const flag = reader.uint8()
    if (flag > 1) throw new BytesError('a flag of the BEEF is unknown')
    if (flag === 1) {
      const path = reader.varint()
      if (!paths[path]?.has(transaction.txid)) throw new BytesError('a Merkle path of the BEEF is of another transaction')
      used.add(path)
    }
    entries.push({ transaction, hasPath: flag === 1 })
  }
  if (used.size < paths.length) throw new BytesError('the BEEF holds a Merkle path that it does not need')
  return entries
}

/**
 * From the subject, which comes last, backwards: a transaction without a Merkle path needs those whose outputs it spends, and they stand
 * before it. None other may be there, none may be missing, none may be there twice.
 */
function checkNeeded(entries: readonly BeefEntry[], subjectId: string): void {
  const needed = new Set([subjectId])
  for (const { transaction, hasPath } of entries.toReversed()) {
    if (!needed.delete(transaction.txid)) throw new BytesError('the BEEF holds a transaction that it does not need, or not in its place')
    if (!hasPath) for (const { outpoint } of transaction.inputs) needed.add(outpoint.txid)
  }
  if (needed.size > 0) throw new BytesError('the BEEF lacks a transaction')
}
