import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { describe, expect, it } from 'vitest'
import { formatCheckpoint, openCheckpoint, parseCheckpoint } from '../../../../core/proof/log/checkpoint.ts'
import { EpochError, formatEpoch, parseEpoch } from '../../../../core/proof/log/epoch-record.ts'
import { formatVerifierKey, NoteError, parseVerifierKey, signNote } from '../../../../core/proof/log/note.ts'
import { formatTlogProof, parseTlogProof, TlogProofError } from '../../../../core/proof/log/tlog-proof.ts'
import { leafHash, rootFromPath, verifyConsistency, verifyInclusion } from '../../../../core/proof/log/tree.ts'
import vectors from '../../../vectors/epochlog.json' with { type: 'json' }
import { latin1 } from './latin1.ts'

const { leaves, rootOfSize, vkey } = vectors
const key = { name: vectors.origin, seed: hexToBytes(vectors.ed25519Seed) }

/** What every reading of a tlog-proof comes to: nothing, or the reason why it doesn't hold. */
function checkTlogProof(text: string, record: string): string | null {
  try {
    const proof = parseTlogProof(text)
    const { size, root } = openCheckpoint(proof.checkpoint, vkey)
    return rootFromPath(proof.index, size, leafHash(record), proof.path) === root ? null : 'root differs'
  } catch (error) {
    if (error instanceof TlogProofError || error instanceof NoteError) return error.message
    throw error
  }
}

describe('the shared vectors of the epoch log', () => {
  it.each(vectors.records.map((record, index) => ({ record, index })))(
    'give the leaf of record $index, and its fields',
    ({ record, index }) => {
      expect(leafHash(record)).toBe(leaves[index])
      expect(formatEpoch(parseEpoch(record))).toBe(record)
      expect(parseEpoch(record).index).toBe(index)
    },
  )

  it.each(vectors.badRecords)('refuse as an epoch record: $name', ({ recordHex, reason }) => {
    expect(() => parseEpoch(latin1(hexToBytes(recordHex)))).toThrow(new EpochError(reason))
  })

  it.each(vectors.inclusion)('prove leaf $index in the tree of $size', ({ index, size, path }) => {
    expect(verifyInclusion(index, size, leaves[index] ?? '', path, rootOfSize[size] ?? '')).toBe(true)
  })

  it.each(vectors.badInclusion)('refuse as inclusion: $name', ({ index, size, leaf, path, root }) => {
    expect(verifyInclusion(index, size, leaf, path, root)).toBe(false)
  })

  it.each(vectors.consistency)('prove the tree of $first in the tree of $second', ({ first, second, path }) => {
    expect(verifyConsistency(first, second, rootOfSize[first] ?? '', rootOfSize[second] ?? '', path)).toBe(true)
  })

  it.each(vectors.badConsistency)('refuse as consistency: $name', ({ first, second, firstRoot, secondRoot, path }) => {
    expect(verifyConsistency(first, second, firstRoot, secondRoot, path)).toBe(false)
  })

  it('give the key of the log', () => {
    const { name, publicKey } = parseVerifierKey(vkey)
    expect([name, bytesToHex(publicKey)]).toEqual([vectors.origin, vectors.ed25519Public])
    expect(formatVerifierKey(vectors.origin, publicKey)).toBe(vkey)
  })

  it.each(vectors.checkpoints)('open the checkpoint: $name', ({ note, size, root }) => {
    expect(openCheckpoint(note, vkey)).toMatchObject({ origin: vectors.origin, size, root })
    expect(openCheckpoint(new TextEncoder().encode(note), vkey)).toEqual(openCheckpoint(note, vkey))
  })

  it.each(vectors.checkpoints.filter(({ name }) => name.startsWith('size')))('sign the checkpoint: $name', ({ note, size, root }) => {
    expect(signNote(formatCheckpoint({ origin: vectors.origin, size, root }), key)).toBe(note)
  })

  it.each(vectors.badCheckpoints)('refuse the checkpoint: $name', ({ note, noteHex, vkey: known, reason }) => {
    const checkpoint = noteHex === undefined ? (note ?? '') : hexToBytes(noteHex)
    expect(() => openCheckpoint(checkpoint, known)).toThrow(NoteError)
    expect(() => openCheckpoint(checkpoint, known)).toThrow(reason)
  })

  it.each(vectors.tlogProofs)('hold the tlog-proof: $name', ({ record, tlogProof, index, extra }) => {
    expect(checkTlogProof(tlogProof, record)).toBeNull()
    const proof = parseTlogProof(tlogProof)
    expect(proof).toMatchObject({ index, extra })
    expect(formatTlogProof(proof)).toBe(tlogProof)
    expect(parseCheckpoint(proof.checkpoint).origin).toBe(vectors.origin)
  })

  it.each(vectors.badTlogProofs)('refuse the tlog-proof: $name', ({ record, tlogProof, reason }) => {
    expect(checkTlogProof(tlogProof, record)).toContain(reason)
  })
})
