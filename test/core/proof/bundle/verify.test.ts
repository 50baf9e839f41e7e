import { describe, expect, it } from 'vitest'
import { parseBlockHeader } from '../../../../core/proof/bitcoin/header.ts'
import { parseKnownHeaders } from '../../../../core/proof/bundle/known-headers.ts'
import { verifyBundle } from '../../../../core/proof/bundle/verify.ts'
import { formatCheckpoint, parseCheckpoint } from '../../../../core/proof/log/checkpoint.ts'
import { signNote } from '../../../../core/proof/log/note.ts'
import { formatTlogProof, parseTlogProof } from '../../../../core/proof/log/tlog-proof.ts'
import vectors from '../../../vectors/bundle.json' with { type: 'json' }
import log from '../../../vectors/epochlog.json' with { type: 'json' }
import { bundleNamed, COMPLETE, TRUST } from './vectors.ts'

describe('a verifier', () => {
  it('reads a bundle as text, as bytes and from a Node buffer, with the same verdict', () => {
    const text = JSON.stringify(COMPLETE)
    const verdict = verifyBundle(text, TRUST)
    expect(verifyBundle(new TextEncoder().encode(text), TRUST)).toEqual(verdict)
    expect(verifyBundle(Buffer.from(text), TRUST)).toEqual(verdict)
  })

  it('takes a later seal from the trust file, and a bundle that begins there', () => {
    const line = verifyBundle(JSON.stringify(COMPLETE), TRUST)
    const genesisSeal = '2a2befd6152a3055eabf7350a848d39b9c47c0c0d15e30bacb356a91b9005439:1'
    const trust = { ...TRUST, genesisSeal }
    const later = { ...COMPLETE, genesisSeal, seals: COMPLETE.seals.slice(1) }
    expect(verifyBundle(JSON.stringify(later), trust)).toEqual(line)
    expect(verifyBundle(JSON.stringify(COMPLETE), trust).failed).toMatchObject({ check: 'trust', rule: 'genesisSeal' })
    expect(verifyBundle(JSON.stringify({ ...COMPLETE, genesisSeal }), trust).failed).toMatchObject({ check: 'sealChain', rule: 'spend' })
  })

  it('refuses a checkpoint of another log, although the log’s own key signed it', () => {
    expect(log.vkey).toBe(TRUST.logKey)
    const unanchored = bundleNamed('not in an anchor yet')
    const withOrigin = (origin: string) => {
      const proof = parseTlogProof(unanchored.tlogProof)
      const head = parseCheckpoint(proof.checkpoint)
      const checkpoint = signNote(formatCheckpoint({ ...head, origin }), { name: TRUST.origin, seed: Buffer.from(log.ed25519Seed, 'hex') })
      return verifyBundle(JSON.stringify({ ...unanchored, tlogProof: formatTlogProof({ ...proof, checkpoint }) }), TRUST)
    }
    expect(withOrigin(TRUST.origin).verdict).toBe('VALID')
    expect(withOrigin('other.example/log').failed).toMatchObject({ check: 'epochInCheckpoint', rule: 'origin' })
  })

  it('says since when, only from a header of its own: one in the bundle proves no time', () => {
    const chained = (list: string) => verifyBundle(JSON.stringify(COMPLETE), TRUST, { knownHeaders: parseKnownHeaders(list) }).ranges[1]
    const lines = vectors.trustedHeaders.trim().split('\n')
    const named = lines.find(line => parseBlockHeader(line.slice(5)).hash === chained('')?.notBefore?.block) ?? ''
    expect(chained(named)?.notBefore?.time).toBe('2026-11-23T08:50:00.000Z')
    expect(chained(parseBlockHeader(named.slice(5)).hash)?.notBefore?.time).toBeNull()
  })

  it('claims nothing of ranges in an invalid verdict, and of the rest what came before the failure', () => {
    const failing = (change: object) => verifyBundle(JSON.stringify({ ...COMPLETE, ...change }), TRUST)
    expect(failing({ bump: '00' })).toMatchObject({
      ranges: [],
      header: 'none',
      head: expect.any(String),
      content: expect.arrayContaining([{ version: 1, state: 'present' }]),
    })
    expect(failing({ events: [] })).toMatchObject({ origin: TRUST.origin, aggregate: null, head: null, content: [] })
    expect(failing({ origin: 'other.example/log' })).toMatchObject({ origin: null, headersGiven: 4 })
    expect(failing({ format: '' })).toMatchObject({ origin: null, headersGiven: 0 })
  })
})
