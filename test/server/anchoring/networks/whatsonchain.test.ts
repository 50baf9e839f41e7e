import { describe, expect, it } from 'vitest'
import { parseBlockHeader } from '../../../../core/proof/bitcoin/header.ts'
import { NetworkUnavailable } from '../../../../server/anchoring/network.ts'
import { createWhatsOnChain } from '../../../../server/anchoring/networks/whatsonchain.ts'
import { timerSchedule } from '../../../../server/anchoring/schedule.ts'
import { canned } from './canned.ts'

const KEY = 'testnet_0123456789abcdef'
const A = 'ab'.repeat(32)
const B = 'cd'.repeat(32)
const RAW = '01000000010203040506070809'

async function chainThatAnswers(answer: { status?: number; body?: unknown }) {
  const service = await canned(() => answer)
  const chain = createWhatsOnChain({ url: `${service.url}/v1/bsv/test`, apiKey: KEY, fetch, intervalMs: 0, schedule: timerSchedule })
  return { ...service, chain }
}

/** Block 1 of the main network, as nodes write headers. */
const BLOCK_1 = {
  hash: '00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048',
  confirmations: 900_000,
  height: 1,
  version: 1,
  versionHex: '00000001',
  merkleroot: '0e3e2357e806b6cdb1f70b54c3a3a17b6714ee1f0e68bebb44a74b1efd512098',
  time: 1_231_469_665,
  nonce: 2_573_394_689,
  bits: '1d00ffff',
  previousblockhash: '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
}
const BLOCK_0 = {
  height: 0,
  version: 1,
  merkleroot: '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b',
  time: 1_231_006_505,
  nonce: 2_083_236_893,
  bits: '1d00ffff',
}

describe('what WhatsOnChain knows', () => {
  it('sends its key as it is, in the header for it', async () => {
    const { chain, asked } = await chainThatAnswers({ body: { blocks: 5, bestblockhash: A } })
    expect(await chain.tip()).toEqual({ height: 5, hash: A })
    expect(asked).toMatchObject([{ method: 'GET', path: '/v1/bsv/test/chain/info' }])
    expect(asked[0]?.headers.authorization).toBe(KEY)
  })

  it('lists unspent outputs, without those that a waiting transaction spends', async () => {
    const output = { height: 0, tx_pos: 1, tx_hash: A, value: 7, isSpentInMempoolTx: false, status: 'unconfirmed' }
    const result = [output, { ...output, tx_pos: 2, status: 'confirmed', height: 9 }, { ...output, tx_pos: 3, isSpentInMempoolTx: true }]
    const { chain, asked } = await chainThatAnswers({ body: { address: 'mx', script: 'x', result, error: '' } })
    expect(await chain.unspent('mx')).toEqual([
      { txid: A, vout: 1, satoshis: 7, confirmed: false },
      { txid: A, vout: 2, satoshis: 7, confirmed: true },
    ])
    expect(asked[0]?.path).toBe('/v1/bsv/test/address/mx/unspent/all')
  })

  it.each([{ body: { result: [], error: '' } }, { body: { result: null } }, { status: 404 }])('lists none for %j', async answer => {
    const { chain } = await chainThatAnswers(answer)
    expect(await chain.unspent('mx')).toEqual([])
  })

  it('tells who spends an output, and null for nobody', async () => {
    const { chain, asked } = await chainThatAnswers({ body: { txid: B, vin: 0 } })
    expect(await chain.spender(A, 1)).toBe(B)
    expect(asked[0]?.path).toBe(`/v1/bsv/test/tx/${A}/1/spent`)
    expect(await (await chainThatAnswers({ status: 404, body: 'Not Found' })).chain.spender(A, 1)).toBeNull()
  })

  it.each([BLOCK_1, BLOCK_0, { ...BLOCK_0, previousblockhash: '' }])(
    'puts the 80 bytes of a header together from its fields',
    async block => {
      const { chain, asked } = await chainThatAnswers({ body: block })
      const header = parseBlockHeader((await chain.header(block.height)) ?? '')
      expect(header.hash).toBe(block.height === 1 ? BLOCK_1.hash : BLOCK_1.previousblockhash)
      expect(asked[0]?.path).toBe(`/v1/bsv/test/block/${block.height}/header`)
    },
  )

  it('bears versions in which miners set the highest bit', async () => {
    const { chain } = await chainThatAnswers({ body: { ...BLOCK_1, version: -536_870_912 } })
    expect((await chain.header(1))?.slice(0, 8)).toBe('000000e0')
  })

  it('has no header above the tip', async () => {
    const { chain } = await chainThatAnswers({ status: 404 })
    expect(await chain.header(9)).toBeNull()
  })

  it('knows whether there is a block, on whichever branch', async () => {
    const { chain, asked } = await chainThatAnswers({ body: BLOCK_1 })
    expect(await chain.hasBlock(BLOCK_1.hash)).toBe(true)
    expect(asked[0]?.path).toBe(`/v1/bsv/test/block/${BLOCK_1.hash}/header`)
    expect(await (await chainThatAnswers({ status: 404 })).chain.hasBlock(BLOCK_1.hash)).toBe(false)
  })

  it('gives a transaction’s bytes, and null where it isn’t known', async () => {
    const { chain } = await chainThatAnswers({ body: `${RAW.toUpperCase()}\n` })
    expect(await chain.transaction(A)).toBe(RAW)
    expect(await (await chainThatAnswers({ status: 404 })).chain.transaction(A)).toBeNull()
  })
})

describe('no answer', () => {
  it.each<{ status?: number; body?: unknown }>([
    { status: 500 },
    { status: 429 },
    { status: 400 },
    { status: 204 },
    { body: '' },
    { body: 'null' },
    { body: { result: [{ tx_hash: 'x', tx_pos: 0, value: 1 }] } },
    { body: { ...BLOCK_1, bits: 'x' } },
    { body: { ...BLOCK_1, height: 2 } },
    { body: { blocks: -1, bestblockhash: A } },
    { body: { result: [], error: 'no' } },
  ])('can be made of %j', async answer => {
    const { chain } = await chainThatAnswers(answer)
    const questions = [chain.unspent('mx'), chain.spender(A, 0), chain.tip(), chain.header(1), chain.hasBlock(A), chain.transaction(A)]
    for (const { reason } of (await Promise.allSettled(questions)).map(rejection)) {
      expect(reason).toBeInstanceOf(NetworkUnavailable)
      expect(`${reason.stack}`).not.toContain(KEY)
    }
  })
})

/** Each question must fail: what is wrong with one answer is wrong with every question, or it is the answer to another. */
function rejection(result: PromiseSettledResult<unknown>): PromiseRejectedResult {
  if (result.status === 'fulfilled') throw new Error(`it was answered: ${JSON.stringify(result.value)}`)
  return result
}
