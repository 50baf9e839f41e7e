import { Hash, MerklePath } from '@bsv/sdk'
import { describe, expect, it } from 'vitest'
import { checkMerklePath } from '../../../server/anchoring/merkle-check.ts'
import type { KeptHeader } from '../../../server/store/proofs.ts'

const HEIGHT = 77
const hash = (n: number) => n.toString(16).padStart(2, '0').repeat(32)
const OURS = hash(2)

/** The node above two others, in display order. */
function parent(left: string, right: string): string {
  const internal = [left, right].map(text => Buffer.from(text, 'hex').reverse())
  return Buffer.from(Hash.hash256([...Buffer.concat(internal)]))
    .reverse()
    .toString('hex')
}

/** Paths of two transactions of a block with four, as a service may send them together. */
const both = new MerklePath(HEIGHT, [
  [
    { offset: 0, hash: hash(1) },
    { offset: 1, hash: OURS, txid: true },
    { offset: 2, hash: hash(3), txid: true },
    { offset: 3, hash: hash(4) },
  ],
  [
    { offset: 0, hash: parent(hash(1), OURS) },
    { offset: 1, hash: parent(hash(3), hash(4)) },
  ],
])
const root = both.computeRoot(OURS)

function header(merkleRoot = root, height = HEIGHT): KeptHeader {
  const internal = Buffer.from(merkleRoot, 'hex').reverse().toString('hex')
  return { height, hash: hash(9), header: `${'00'.repeat(36)}${internal}${'00'.repeat(12)}` }
}

describe('a Merkle path that a service sent', () => {
  it('is kept as the exact path of the one transaction, whatever else was in it', () => {
    const checked = checkMerklePath(both.toHex(), OURS, header())
    if (!checked.ok) throw new Error(checked.why)
    const kept = MerklePath.fromHex(checked.path)
    expect(kept.computeRoot(OURS)).toBe(root)
    expect(kept.path.map(level => level.length)).toEqual([2, 1])
  })

  it('isn’t taken for another transaction, another height, another root, or where it can’t be read', () => {
    const why = (...[path, txid, kept]: Parameters<typeof checkMerklePath>) => {
      const checked = checkMerklePath(path, txid, kept)
      return checked.ok ? 'taken' : checked.why
    }
    expect(why(both.toHex(), hash(5), header())).toContain('can’t be used')
    expect(why(both.toHex(), OURS, header(root, HEIGHT + 1))).toContain(`for height ${HEIGHT}`)
    expect(why(both.toHex(), OURS, header(hash(6)))).toContain(hash(6))
    expect(why('', OURS, header())).toContain('can’t be used')
    expect(why('zz', OURS, header())).toContain('can’t be used')
    expect(why(both.toHex().slice(0, -2), OURS, header())).toContain('can’t be used')
  })
})
