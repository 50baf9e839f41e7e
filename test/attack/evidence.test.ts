import { PrivateKey } from '@bsv/sdk'
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesOfHex, internalHash } from '../../core/proof/bitcoin/bytes.ts'
import { formatMerklePath, type MerklePath, merkleRoot, parseMerklePath } from '../../core/proof/bitcoin/merkle-path.ts'
import { parseTransaction } from '../../core/proof/bitcoin/transaction.ts'
import type { Bundle } from '../../core/proof/bundle/bundle.ts'
import { parseBundle } from '../../core/proof/bundle/read-bundle.ts'
import { formatCheckpoint, openCheckpoint } from '../../core/proof/log/checkpoint.ts'
import { formatEpoch, parseEpoch } from '../../core/proof/log/epoch-record.ts'
import { signNote } from '../../core/proof/log/note.ts'
import { formatTlogProof, parseTlogProof } from '../../core/proof/log/tlog-proof.ts'
import { buildAnchorTransaction } from '../../server/anchoring/anchor-transaction.ts'
import { devTransaction } from '../../server/anchoring/networks/dev/block.ts'
import { verdictOf } from './checks.ts'
import { headerWith, type Work } from './forged-header.ts'
import { type GrownLog, growLog } from './grown-log.ts'

let log: GrownLog
let first: Bundle
let second: Bundle
let path: MerklePath
beforeAll(async () => {
  log = await growLog()
  first = parseBundle(log.kept.first.bundle)
  second = parseBundle(log.kept.second.bundle)
  path = parseMerklePath(first.bump ?? '', txidOf(first.seals[0] ?? ''))
})
afterAll(() => log?.remove())

const txidOf = (raw: string) => parseTransaction(bytesOfHex(raw)).txid
/** What the bundle says once some of it is replaced, to somebody who knows no block, and to somebody who does. */
const forged = (bundle: Bundle, changes: Partial<Bundle>) => verdictOf(JSON.stringify({ ...bundle, ...changes }), log.trust)
const withHeaders = (bundle: Bundle, changes: Partial<Bundle>, headers = log.kept.second.headers) =>
  verdictOf(JSON.stringify({ ...bundle, ...changes }), log.trust, headers)

describe('the two bundles as the server gave them out', () => {
  it('are valid, and their blocks known', () => {
    for (const bundle of [first, second]) {
      expect(forged(bundle, {})).toMatchObject({ verdict: 'VALID', header: 'work-only' })
      expect(withHeaders(bundle, {})).toMatchObject({ verdict: 'VALID', header: 'known' })
    }
  })
})

describe('a forged Merkle path', () => {
  it('of another anchor is found: the transaction is not in it', () => {
    expect(forged(second, { bump: first.bump }).failed).toMatchObject({ check: 'merklePath', rule: 'bump' })
  })

  it('with another sibling is found: it leads to another root', () => {
    const bump = formatMerklePath({ ...path, siblings: path.siblings.map(() => 'ab'.repeat(32)) })
    expect(forged(first, { bump }).failed).toMatchObject({ check: 'merklePath', rule: 'root' })
  })

  it('with another height is not found without block headers of one’s own, and the verdict says so', () => {
    const bump = formatMerklePath({ ...path, height: path.height + 1 })
    const verdict = forged(first, { bump })
    expect(verdict).toMatchObject({ verdict: 'VALID', ranges: [{ height: path.height + 1, heightKnown: false }] })
    expect(verdict.cannotTell.join(' ')).toMatch(/height is the one claimed/)
    expect(withHeaders(first, { bump }).failed).toMatchObject({ check: 'headerKnown', rule: 'height' })
  })

  it('without a header is found to prove no time: the versions are signed, not anchored', () => {
    expect(forged(first, { headers: [] })).toMatchObject({ verdict: 'VALID', header: 'none', ranges: [{ proven: 'signed' }] })
  })
})

describe('a forged header', () => {
  const header = (work: Work) =>
    headerWith(first.headers[0] ?? '', { merkleRoot: merkleRoot(path), time: Date.UTC(2020, 0, 1) / 1000 }, work)

  it('of another block is found: the path does not lead to it', () => {
    expect(forged(first, { headers: first.headers.slice(1) }).failed).toMatchObject({ check: 'merklePath', rule: 'root' })
  })

  it('without its work is found', () => {
    expect(forged(first, { headers: [header('missing')] }).failed).toMatchObject({ check: 'proofOfWork', rule: 'work' })
  })

  it('with its work, at a time that suits the operator, is found by block headers of one’s own alone', () => {
    const headers = [header('done')]
    expect(forged(first, { headers })).toMatchObject({
      verdict: 'VALID',
      header: 'work-only',
      ranges: [{ proven: 'anchored', notAfter: { time: '2020-01-01T00:00:00.000Z' } }],
    })
    expect(forged(first, { headers }).cannotTell.join(' ')).toMatch(/no evidence against somebody with mining hardware/)
    expect(withHeaders(first, { headers }).failed).toMatchObject({ check: 'headerKnown', rule: 'block' })
  })

  it('that does not follow the one before is found', () => {
    const [block = '', ...later] = first.headers
    expect(later.length).toBeGreaterThan(1)
    expect(forged(first, { headers: [block, ...later.slice(1)] }).failed).toMatchObject({ check: 'proofOfWork', rule: 'link' })
  })
})

describe('a transaction of 64 bytes', () => {
  /** One input without a script, one output with a script of so many bytes. */
  const small = (script: number) =>
    `0100000001${'ab'.repeat(36)}00ffffffff010000000000000000${script.toString(16).padStart(2, '0')}${'00'.repeat(script)}00000000`

  it('in the place of an anchor is found by its size: it could be two hashes of a block’s tree', () => {
    expect(small(4)).toHaveLength(128)
    expect(forged(first, { seals: [small(4)] }).failed).toMatchObject({
      check: 'sealChain',
      rule: 'parse',
      actual: expect.stringContaining('64 bytes'),
    })
    expect(forged(first, { seals: [small(5)] }).failed).toMatchObject({ check: 'sealChain', rule: 'spend' })
  })

  it('that is in a block and has an anchor’s id as its second half is not found: a path can’t show how deep a block’s tree is', () => {
    const left = '11'.repeat(32)
    const node = devTransaction(bytesToHex(concatBytes(hexToBytes(left), internalHash(path.txid)))).txid
    const asMined: MerklePath = { txid: node, height: path.height, index: 1, siblings: ['22'.repeat(32)] }
    const asClaimed: MerklePath = { txid: path.txid, height: path.height, index: 3, siblings: [left, '22'.repeat(32)] }
    expect(merkleRoot(asClaimed)).toBe(merkleRoot(asMined))
    const header = headerWith(first.headers[0] ?? '', { merkleRoot: merkleRoot(asMined) }, 'done')
    const changes = { bump: formatMerklePath(asClaimed), headers: [header] }
    expect(withHeaders(first, changes, `${path.height} ${header}`)).toMatchObject({ verdict: 'VALID', header: 'known' })
  })
})

describe('the line of anchors', () => {
  it('with an unrelated transaction in it is found', () => {
    const [one = '', two = ''] = second.seals
    const unrelated = devTransaction(`0100000001${'ab'.repeat(36)}00ffffffff01000000000000000005${'00'.repeat(5)}00000000`).raw
    for (const seals of [
      [unrelated, one, two],
      [one, unrelated, two],
      [one, two, unrelated],
    ])
      expect(forged(second, { seals }).failed).toMatchObject({ check: 'sealChain', rule: 'spend' })
  })

  it('with an anchor left out, out of order, or too many is found', () => {
    const [one = '', two = ''] = second.seals
    for (const seals of [[two], [two, one], [one, one]])
      expect(forged(second, { seals }).failed).toMatchObject({ check: 'sealChain', rule: 'spend' })
    expect(forged(first, { seals: [one, two] }).failed).toMatchObject({ check: 'checkpointInAnchor', rule: 'script' })
  })

  it('with an anchor for a seal that belongs to somebody else is found', async () => {
    const [one = ''] = second.seals
    const { outputs, txid } = parseTransaction(bytesOfHex(one))
    const { checkpoint } = parseTlogProof(second.tlogProof)
    const seal = { txid, vout: 1, satoshis: outputs[1]?.satoshis ?? 0 }
    const { raw } = await buildAnchorTransaction({ key: PrivateKey.fromRandom(), seal, funds: null, checkpoint, feeRate: 100 })
    expect(forged(second, { seals: [one, raw] }).failed).toMatchObject({ check: 'sealChain', rule: 'script' })
  })

  it('with anchors that carry another checkpoint is found', () => {
    expect(forged(second, { seals: first.seals, bump: null, headers: [] }).failed).toMatchObject({
      check: 'checkpointInAnchor',
      rule: 'script',
    })
  })
})

describe('the way from the history to the checkpoint', () => {
  it('with a checkpoint that somebody else signed is found', () => {
    const seed = new Uint8Array(32).fill(7)
    const proof = parseTlogProof(second.tlogProof)
    const head = openCheckpoint(proof.checkpoint, log.trust.logKey)
    const checkpoint = signNote(formatCheckpoint(head), { name: log.trust.origin, seed })
    expect(forged(second, { tlogProof: formatTlogProof({ ...proof, checkpoint }) }).failed).toMatchObject({ check: 'checkpointSignature' })
  })

  it('with an epoch that the log does not hold is found', () => {
    const record = parseEpoch(second.epoch)
    expect(forged(second, { epoch: formatEpoch({ ...record, time: '2020-01-01T00:00:00.000Z' }) }).failed).toMatchObject({
      check: 'epochInCheckpoint',
    })
  })

  it('with the epoch and map of another moment is found', () => {
    expect(forged(second, { epoch: first.epoch }).failed).toMatchObject({ check: 'mapRootInEpoch', rule: 'root' })
    expect(forged(second, { map: first.map }).failed).toMatchObject({ check: 'mapRootInEpoch', rule: 'root' })
    expect(forged(second, { map: first.map, epoch: first.epoch }).failed).toMatchObject({ check: 'epochInCheckpoint' })
  })

  it('with another map of heads is found', () => {
    const siblings = second.map.siblings.map(sibling => (sibling === null ? null : 'ab'.repeat(32)))
    expect(forged(second, { map: { ...second.map, siblings } }).failed).toMatchObject({ check: 'mapRootInEpoch', rule: 'root' })
  })

  it('of one ticket, passed off as another’s or as another log’s, is found', () => {
    expect(forged(second, { aggregate: { type: 'ticket', id: log.other } }).failed).toMatchObject({ check: 'chain', rule: 'aggregate' })
    expect(forged(second, { origin: 'elsewhere.example/log' }).failed).toMatchObject({ check: 'trust', rule: 'origin' })
    const elsewhere = { ...log.trust, origin: 'elsewhere.example/log' }
    expect(verdictOf(JSON.stringify({ ...second, origin: elsewhere.origin }), elsewhere).failed).toMatchObject({ check: 'trust' })
  })
})
