import { createHash } from 'node:crypto'
import { MerklePath as SdkPath } from '@bsv/sdk'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseBump } from '../../../../core/proof/bitcoin/bump.ts'
import { BytesError } from '../../../../core/proof/bitcoin/bytes.ts'
import { formatMerklePath, type MerklePath, merklePath, merkleRoot, parseMerklePath } from '../../../../core/proof/bitcoin/merkle-path.ts'

/** Ids of the transactions of a block with at least two, and which of them the path is for. */
const blocks = fc.tuple(fc.integer({ min: 2, max: 70 }), fc.nat(), fc.nat(900_000), fc.nat()).map(([count, at, height, salt]) => ({
  txids: Array.from({ length: count }, (_, i) => sha256(`${salt} ${i}`)),
  index: at % count,
  height,
}))

describe('a Merkle path', () => {
  it('leads from every transaction of a block to its root, for us and for the SDK', () => {
    fc.assert(
      fc.property(blocks, ({ txids, index, height }) => {
        const { root, path } = reference(txids, index, height)
        expect(merkleRoot(path)).toBe(root)
        const hex = formatMerklePath(path)
        expect(parseMerklePath(hex, path.txid)).toEqual(path)
        const sdk = SdkPath.fromHex(hex)
        expect(sdk.computeRoot(path.txid)).toBe(root)
        expect(sdk.blockHeight).toBe(height)
        // What the SDK writes is read too.
        expect(parseMerklePath(sdk.toHex(), path.txid)).toEqual(path)
      }),
    )
  })

  it('is found in a path of several transactions, and that is more than the path of one', () => {
    fc.assert(
      fc.property(blocks, ({ txids, index, height }) => {
        fc.pre(txids.length > 3)
        const mine = reference(txids, index, height)
        const other = reference(txids, (index + 2) % txids.length, height)
        const both = SdkPath.fromHex(formatMerklePath(mine.path))
        both.combine(SdkPath.fromHex(formatMerklePath(other.path)))
        const exact = new Set(
          both.path
            .flat()
            .filter(({ txid }) => txid)
            .map(({ hash }) => hash),
        )
        fc.pre(exact.size === 2)
        expect(() => parseMerklePath(both.toHex(), mine.path.txid)).toThrow(BytesError)
      }),
      { numRuns: 50 },
    )
  })

  it('is refused or leads elsewhere when one byte of it changes', () => {
    const { root, path } = reference(
      Array.from({ length: 11 }, (_, i) => sha256(`${i}`)),
      6,
      2136,
    )
    const good = Buffer.from(formatMerklePath(path), 'hex')
    const ends = new Set<string>()
    for (let at = 0; at < good.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = Buffer.from(good)
        changed[at] = (good[at] ?? 0) ^ (1 << bit)
        const end = rootOf(changed.toString('hex'), path.txid)
        ends.add(end.root === root ? `${at}` : end.root === null ? 'refused' : 'elsewhere')
      }
    }
    // Only the claimed height (two bytes after the mark of their length) may change.
    expect([...ends].sort()).toEqual(['1', '2', 'elsewhere', 'refused'])
  })

  it('has no sibling that is written out although it is the same hash', () => {
    const path = { txid: sha256('0'), height: 1, index: 2, siblings: [sha256('0'), sha256('1')] }
    expect(() => merkleRoot(path)).toThrow('written out')
  })

  it('doubles a node at the right edge only', () => {
    const txid = sha256('0')
    const [a, b] = [sha256('1'), sha256('2')]
    expect(() => merkleRoot({ txid, height: 1, index: 1, siblings: [null] })).toThrow('not at the right edge')
    expect(() => merkleRoot({ txid, height: 1, index: 0, siblings: [null, a] })).toThrow('right of the right edge')
    expect(() => merkleRoot({ txid, height: 1, index: 0, siblings: [null, null, a] })).toThrow('right of the right edge')
    expect(merkleRoot({ txid, height: 1, index: 2, siblings: [null, a] })).toBe(node(a, node(txid, txid)))
    expect(merkleRoot({ txid, height: 1, index: 6, siblings: [null, a, b] })).toBe(node(b, node(a, node(txid, txid))))
  })

  it('may number more transactions than fit in 32 bits', () => {
    const index = 2 ** 40 + 5
    const path = { txid: sha256('0'), height: 5_000_000_000, index, siblings: Array.from({ length: 41 }, (_, i) => sha256(`${i} s`)) }
    expect(parseMerklePath(formatMerklePath(path), path.txid)).toEqual(path)
  })

  it.each([
    ['not a BUMP', ''],
    ['no levels', '0100'],
    ['more levels than offsets can number', `0140${'00'.repeat(100)}`],
    ['an offset outside the tree', `0101020002${sha256('0')}0200${sha256('1')}`],
    ['an unknown flag', `0101020003${sha256('0')}0100${sha256('1')}`],
    ['millions of hashes', `0114fe00e1f505${'0001'.repeat(100)}`],
  ])('is refused: %s', (_, hex) => {
    expect(() => parseBump(hex)).toThrow(BytesError)
  })

  it('is refused with nothing but a BytesError, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), bytes => {
        expect(rootOf(Buffer.from(bytes).toString('hex'), sha256('0')).root).toBeNull()
      }),
      { numRuns: 1000 },
    )
  })

  it('of a transaction that is there twice is refused', () => {
    const bump = { height: 1, levels: [[leaf(0), leaf(1)]] }
    expect(() => merklePath(bump, sha256('0'))).toThrow(BytesError)
  })
})

function leaf(offset: number) {
  return { offset, hash: sha256('0'), isTransaction: true }
}

function rootOf(hex: string, txid: string): { root: string | null } {
  try {
    return { root: merkleRoot(parseMerklePath(hex, txid)) }
  } catch (error) {
    if (error instanceof BytesError) return { root: null }
    throw error
  }
}

/** The path and root of a block's transaction, level by level over the whole tree. */
function reference(txids: readonly string[], index: number, height: number): { root: string; path: MerklePath } {
  const siblings: (string | null)[] = []
  let level = txids
  let at = index
  while (level.length > 1) {
    siblings.push(level[at ^ 1] ?? null)
    level = Array.from({ length: Math.ceil(level.length / 2) }, (_, i) => node(level[2 * i] ?? '', level[2 * i + 1] ?? level[2 * i] ?? ''))
    at >>= 1
  }
  return { root: level[0] ?? '', path: { txid: txids[index] ?? '', height, index, siblings } }
}

function node(left: string, right: string): string {
  const bytes = Buffer.concat([left, right].map(hash => Buffer.from(hash, 'hex').reverse()))
  const once = createHash('sha256').update(bytes).digest()
  return createHash('sha256').update(once).digest().reverse().toString('hex')
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
