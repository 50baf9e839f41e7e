import { describe, expect, it, vi } from 'vitest'
import { parseBlockHeader } from '../../../../../core/proof/bitcoin/header.ts'
import { funded, running } from '../dev-networks.ts'
import { payerAddress, payment } from '../payments.ts'

async function paidTwice(blockMs: number | null = null) {
  const network = await running({ blockMs })
  const first = await payment(await funded(network))
  await network.broadcaster.submit(first.extended, first.txid)
  await network.dev.mine()
  const second = await payment(first.next)
  await network.broadcaster.submit(second.extended, second.txid)
  await network.dev.mine()
  return { ...network, first, second }
}

describe('a reorganisation', () => {
  it('puts a longer branch without the transactions in the place of the newest blocks; a later block has them again', async () => {
    const { dev, broadcaster, chain, first, second } = await paidTwice()
    const before = await broadcaster.status(first.txid)
    const tip = await chain.tip()
    await dev.reorganise(2)
    expect(await chain.tip()).toMatchObject({ height: tip.height + 1 })
    expect(parseBlockHeader((await chain.header(tip.height)) ?? '').hash).not.toBe(tip.hash)
    expect(await broadcaster.status(first.txid)).toEqual({ state: 'seen' })
    expect(await broadcaster.status(second.txid)).toEqual({ state: 'seen' })
    await dev.mine()
    const after = await broadcaster.status(first.txid)
    expect(after).toMatchObject({ state: 'mined', height: tip.height + 2 })
    expect(after).not.toEqual(before)
    expect(await broadcaster.status(second.txid)).toMatchObject({ state: 'mined', height: tip.height + 2 })
  })

  it('can forget the transactions, so that they have to be sent again, the earlier one first', async () => {
    const { dev, broadcaster, chain, first, second } = await paidTwice()
    await dev.reorganise(2, { transactions: 'forget' })
    expect(await broadcaster.status(first.txid)).toEqual({ state: 'unknown' })
    expect(await chain.unspent(payerAddress)).toMatchObject([{ satoshis: 100_000_000 }])
    expect(await broadcaster.submit(second.extended, second.txid)).toMatchObject({ state: 'pending' })
    expect(await broadcaster.submit(first.extended, first.txid)).toEqual({ state: 'seen' })
    expect(await broadcaster.submit(second.extended, second.txid)).toEqual({ state: 'seen' })
  })

  it('leaves what blocks paid, and earlier blocks as they are', async () => {
    const { dev, chain } = await paidTwice()
    const first = await chain.header(0)
    await dev.reorganise(3, { transactions: 'forget' })
    expect(await chain.header(0)).toBe(first)
    expect(await chain.unspent(payerAddress)).toMatchObject([{ satoshis: 100_000_000, confirmed: true }])
  })

  it('shows blocks that were replaced only to who knows their name, and without confirmations', async () => {
    const { dev, chain } = await paidTwice()
    const { hash } = await chain.tip()
    await dev.reorganise(1)
    const answer = await fetch(`${dev.whatsOnChainUrl}/block/${hash}/header`)
    expect(await answer.json()).toMatchObject({ hash, confirmations: -1, nextblockhash: '' })
  })

  it('is undone by none that is shallower, again and again', async () => {
    const { dev, chain } = await paidTwice()
    for (let round = 0; round < 5; round++) {
      const { height } = await chain.tip()
      await dev.reorganise(2)
      expect((await chain.tip()).height).toBe(height + 1)
    }
  })

  it.each([0, -1, 4, Number.NaN])('of %d blocks can’t be, where there are three above the first', async depth => {
    const { dev } = await paidTwice()
    await expect(dev.reorganise(depth)).rejects.toThrow(RangeError)
  })

  it('is followed by blocks with the transactions, where blocks come by the clock', async () => {
    const { dev, broadcaster, first } = await paidTwice(5)
    await vi.waitUntil(async () => (await broadcaster.status(first.txid)).state === 'mined')
    await dev.reorganise(2)
    await vi.waitUntil(async () => (await broadcaster.status(first.txid)).state === 'mined')
  })
})
