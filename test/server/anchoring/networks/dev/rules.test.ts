import { describe, expect, it } from 'vitest'
import { funded, running } from '../dev-networks.ts'
import { payerAddress, payment, stranger } from '../payments.ts'

const CLAIMED_AMOUNT = /00e1f50500000000/

describe('a transaction is refused', () => {
  it.each([
    ['a fee that is too low', { fee: 10 }, { reason: 'fee_too_low', detail: expect.stringContaining('465') }],
    ['a signature by somebody else', { key: stranger }, { reason: 'malformed', detail: expect.stringContaining('461') }],
    ['satoshis in data', { dataSatoshis: 1 }, { reason: 'malformed', detail: expect.stringContaining('464') }],
    ['more in the outputs than in the inputs', { fee: -1 }, { reason: 'malformed', detail: expect.stringContaining('462') }],
  ])('for %s', async (_, options, expected) => {
    const network = await running()
    const { extended, txid } = await payment(await funded(network), options)
    expect(await network.broadcaster.submit(extended, txid)).toEqual({ state: 'rejected', ...expected })
    expect(await network.broadcaster.status(txid)).toEqual({ state: 'unknown' })
  })

  it('for an amount that the output doesn’t hold, as the signature covers it', async () => {
    const network = await running()
    const { extended, txid } = await payment(await funded(network))
    const lying = extended.replace(CLAIMED_AMOUNT, '01e1f50500000000')
    expect(lying).not.toBe(extended)
    expect(await network.broadcaster.submit(lying, txid)).toMatchObject({ reason: 'malformed', detail: expect.stringContaining('461') })
  })

  it.each([
    ['a byte too many', (hex: string) => `${hex}00`],
    ['a byte too few', (hex: string) => hex.slice(0, -2)],
    ['no bytes', () => ''],
    ['text', () => 'transaction'],
  ])('for %s', async (_, change) => {
    const network = await running()
    const { extended, txid } = await payment(await funded(network))
    expect(await network.broadcaster.submit(change(extended), txid)).toMatchObject({ state: 'rejected', reason: 'malformed' })
  })

  it('for an output that its transaction doesn’t have', async () => {
    const network = await running()
    const coin = await funded(network)
    const { extended, txid } = await payment({ ...coin, vout: 1 })
    expect(await network.broadcaster.submit(extended, txid)).toMatchObject({ reason: 'malformed', detail: expect.stringContaining('462') })
  })

  it.each([0, 1])('where another one spends the same output, with %i blocks after it', async blocks => {
    const network = await running()
    const coin = await funded(network)
    const first = await payment(coin)
    const second = await payment(coin, { fee: 500 })
    await network.broadcaster.submit(first.extended, first.txid)
    await network.dev.mine(blocks)
    expect(await network.broadcaster.submit(second.extended, second.txid)).toEqual({
      state: 'rejected',
      reason: 'conflict',
      detail: `DOUBLE_SPEND_ATTEMPTED · ${first.txid}`,
    })
    expect(await network.chain.spender(coin.txid, coin.vout)).toBe(first.txid)
  })
})

describe('a transaction', () => {
  it('that spends what isn’t known yet has to be sent again', async () => {
    const network = await running()
    const parent = await payment(await funded(network))
    const child = await payment(parent.next)
    expect(await network.broadcaster.submit(child.extended, child.txid)).toEqual({ state: 'pending', detail: 'SEEN_IN_ORPHAN_MEMPOOL' })
    expect(await network.broadcaster.status(child.txid)).toEqual({ state: 'unknown' })
    await network.broadcaster.submit(parent.extended, parent.txid)
    expect(await network.broadcaster.submit(child.extended, child.txid)).toEqual({ state: 'seen' })
    await network.dev.mine()
    expect(await network.broadcaster.status(child.txid)).toMatchObject({ state: 'mined' })
  })

  it.each(['text/plain', 'application/octet-stream', 'application/json'])('is taken raw, or in extended format, as %s', async type => {
    const network = await running()
    const coin = await funded(network)
    const { raw, extended, txid } = await payment(coin)
    for (const hex of [raw, extended]) {
      const body = type === 'text/plain' ? hex : type === 'application/json' ? JSON.stringify({ rawTx: hex }) : Buffer.from(hex, 'hex')
      const answer = await fetch(`${network.dev.arcUrl}/v1/tx`, { method: 'POST', headers: { 'content-type': type }, body })
      expect(answer.status).toBe(200)
      expect(await answer.json()).toMatchObject({ txid, txStatus: 'SEEN_ON_NETWORK', status: 200, title: 'OK', merklePath: '' })
    }
  })

  it('raw, that spends what isn’t known, must come in extended format', async () => {
    const network = await running()
    const { raw } = await payment({ txid: '11'.repeat(32), vout: 0, satoshis: 1000 })
    const answer = await fetch(`${network.dev.arcUrl}/v1/tx`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: raw })
    expect(answer.status).toBe(460)
    expect(await answer.json()).toMatchObject({ status: 460, type: 'https://bitcoin-sv.github.io/arc/#/errors?id=_460' })
  })
})

describe('what can be made to go wrong', () => {
  it.each(['fee_too_low', 'conflict', 'malformed', 'refused'] as const)('refuses with %s, until it is told to stop', async reason => {
    const network = await running()
    const { extended, txid } = await payment(await funded(network))
    network.dev.refuse(reason)
    expect(await network.broadcaster.submit(extended, txid)).toMatchObject({ state: 'rejected', reason })
    network.dev.refuse(null)
    expect(await network.broadcaster.submit(extended, txid)).toEqual({ state: 'seen' })
  })

  it('is silent, and answers again', async () => {
    const { dev, broadcaster, chain } = await running()
    dev.silent(true)
    await expect(broadcaster.feeRate()).rejects.toThrow('can’t be reached')
    await expect(chain.tip()).rejects.toThrow('can’t be reached')
    dev.silent(false)
    expect(await broadcaster.feeRate()).toBe(100)
  })

  it('takes a transaction, and doesn’t show it to the network', async () => {
    const network = await running()
    const { extended, txid } = await payment(await funded(network))
    network.dev.hold(true)
    expect(await network.broadcaster.submit(extended, txid)).toEqual({ state: 'pending', detail: 'RECEIVED' })
    expect(await network.chain.transaction(txid)).toBeNull()
  })

  it('gives a Merkle path that leads elsewhere', async () => {
    const network = await running()
    const { extended, txid } = await payment(await funded(network))
    await network.broadcaster.submit(extended, txid)
    await network.dev.mine()
    const good = await network.broadcaster.status(txid)
    network.dev.wrongPath(true)
    const wrong = await network.broadcaster.status(txid)
    expect(wrong).toEqual({ ...good, path: expect.any(String) })
    expect(wrong).not.toEqual(good)
  })

  it('forgets what waits for a block, which can be sent again', async () => {
    const network = await running()
    const { extended, txid } = await payment(await funded(network))
    await network.broadcaster.submit(extended, txid)
    await network.dev.forgetMempool()
    expect(await network.broadcaster.status(txid)).toEqual({ state: 'unknown' })
    expect(await network.chain.unspent(payerAddress)).toMatchObject([{ satoshis: 100_000_000, confirmed: true }])
    expect(await network.broadcaster.submit(extended, txid)).toEqual({ state: 'seen' })
  })
})
