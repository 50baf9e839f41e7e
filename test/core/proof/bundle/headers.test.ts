import { describe, expect, it } from 'vitest'
import { parseBlockHeader } from '../../../../core/proof/bitcoin/header.ts'
import { checkHeaderKnown, checkHeaders, checkMerklePath } from '../../../../core/proof/bundle/headers.ts'
import { parseKnownHeaders } from '../../../../core/proof/bundle/known-headers.ts'
import { verifyBundle } from '../../../../core/proof/bundle/verify.ts'
import vectors from '../../../vectors/bundle.json' with { type: 'json' }
import { bundleNamed, COMPLETE, TRUST } from './vectors.ts'

const anchor = 'd4cac0026d560b60bbe2b67d624805d9f8eab943b642b876487fb8fb3e30c21e'
const lines = vectors.trustedHeaders.trim().split('\n')
const [ownLine = ''] = lines.filter(line => line.startsWith('2136 '))
const ownHex = ownLine.slice(5)
const own = parseBlockHeader(ownHex)
const otherHex = (lines[0] ?? '').slice(5)
const withoutHeaders = bundleNamed('mined, but no header given and none known: the path ends at nothing')

describe('a path without a header', () => {
  const verify = (list: string) => verifyBundle(JSON.stringify(withoutHeaders), TRUST, { knownHeaders: parseKnownHeaders(list) })

  it('ends at the header that the verifier knows, at a known height or without one', () => {
    for (const [list, heightKnown] of [
      [ownLine, true],
      [ownHex, false],
    ] as const) {
      const verdict = verify(list)
      expect(verdict).toMatchObject({ verdict: 'VALID', header: 'known', headersGiven: 0 })
      expect(verdict.ranges[0]).toMatchObject({ proven: 'anchored', block: own.hash, height: 2136, heightKnown })
    }
  })

  it('is signed only, where the verifier knows a hash and nothing to compare the path with', () => {
    for (const list of [own.hash, `2136 ${own.hash}`, `2137 ${own.hash}`]) {
      expect(verify(list)).toMatchObject({ verdict: 'VALID', header: 'none', ranges: [{ proven: 'signed' }, { proven: 'chained' }] })
    }
  })

  it('fails where another header is known at its height, or its block at another', () => {
    expect(verify(`2136 ${otherHex}`).failed).toMatchObject({
      check: 'headerKnown',
      rule: 'root',
      expected: parseBlockHeader(otherHex).merkleRoot,
    })
    expect(verify(`2137 ${ownHex}`).failed).toMatchObject({ check: 'headerKnown', rule: 'height', expected: '2137', actual: '2136' })
  })
})

describe('a path with a header', () => {
  const path = checkMerklePath({ txid: anchor, bump: COMPLETE.bump, headers: COMPLETE.headers, version: null })
  if (path === null) throw new Error('the bundle has a path')

  it('is work alone, as long as the verifier does not know the block', () => {
    for (const list of ['', lines[0] ?? '', '7'.repeat(64)])
      expect(checkHeaderKnown(path, parseKnownHeaders(list))).toMatchObject({ state: 'work-only', heightKnown: false })
  })

  it('is known by its hash alone, and its height is then still a claim', () => {
    expect(checkHeaderKnown(path, parseKnownHeaders(own.hash))).toMatchObject({ state: 'known', height: 2136, heightKnown: false })
  })

  it('fails where the height belongs to another block, also if its own hash is known', () => {
    const list = parseKnownHeaders(`${own.hash}\n2136 ${otherHex}`)
    expect(() => checkHeaderKnown(path, list)).toThrow(expect.objectContaining({ failed: expect.objectContaining({ rule: 'block' }) }))
  })
})

describe('headers in a row', () => {
  const headers = lines.map(line => parseBlockHeader(line.slice(5)))

  it('have their work and follow each other', () => {
    expect(() => checkHeaders(headers, 'dev')).not.toThrow()
    expect(() => checkHeaders([], 'main')).not.toThrow()
  })

  it('fail on a network that demands more, in another order, and with one left out', () => {
    const failure = (rule: string) => expect.objectContaining({ failed: expect.objectContaining({ check: 'proofOfWork', rule }) })
    expect(() => checkHeaders(headers, 'test')).toThrow(failure('work'))
    expect(() => checkHeaders(headers.toReversed(), 'dev')).toThrow(failure('link'))
    expect(() => checkHeaders(headers.toSpliced(3, 1), 'dev')).toThrow(failure('link'))
  })
})
