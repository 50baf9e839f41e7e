import { MerklePath } from '@bsv/sdk'
import { describe, expect, it, vi } from 'vitest'
import { parseBlockHeader } from '../../../../../core/proof/bitcoin/header.ts'
import { meetsItsBits } from '../../../../../core/proof/bitcoin/work.ts'
import { FUNDS } from '../../../../../server/anchoring/networks/dev/dev-network.ts'
import { funded, running } from '../dev-networks.ts'
import { payerAddress, payment, stranger } from '../payments.ts'

describe('the development network', () => {
  it('takes a transaction in, and shows it as seen until it is in a block', async () => {
    const network = await running()
    const { dev, broadcaster, chain } = network
    const { extended, txid, raw } = await payment(await funded(network))
    expect(await broadcaster.status(txid)).toEqual({ state: 'unknown' })
    expect(await broadcaster.submit(extended, txid)).toEqual({ state: 'seen' })
    expect(await broadcaster.submit(extended, txid)).toEqual({ state: 'seen' })
    expect(await chain.transaction(txid)).toBe(raw)
    await dev.mine()
    expect(await broadcaster.status(txid)).toMatchObject({ state: 'mined', height: 2 })
    expect(await broadcaster.submit(extended, txid)).toMatchObject({ state: 'mined', height: 2 })
  })

  it('gives a Merkle path that leads to the root in the header of the block', async () => {
    const network = await running()
    const { dev, broadcaster, chain } = network
    let coin: Awaited<ReturnType<typeof payment>>['next'] = await funded(network)
    const txids: string[] = []
    for (let n = 0; n < 6; n++) {
      const next = await payment(coin)
      await broadcaster.submit(next.extended, next.txid)
      txids.push(next.txid)
      coin = next.next
      if (n % 3 === 2) await dev.mine()
    }
    for (const txid of txids) {
      const status = await broadcaster.status(txid)
      if (status.state !== 'mined') throw new Error(status.state)
      const header = parseBlockHeader((await chain.header(status.height)) ?? '')
      expect(header.hash).toBe(status.block)
      expect(MerklePath.fromHex(status.path ?? '').computeRoot(txid)).toBe(header.merkleRoot)
    }
  })

  it('makes blocks of 80 bytes with proof of work, each following the one before', async () => {
    const { dev, chain } = await running()
    await dev.mine(20)
    const tip = await chain.tip()
    expect(tip.height).toBe(20)
    expect(await chain.header(21)).toBeNull()
    let previous = '00'.repeat(32)
    for (let height = 0; height <= tip.height; height++) {
      const header = parseBlockHeader((await chain.header(height)) ?? '')
      expect(header.previous).toBe(previous)
      expect(meetsItsBits(header, 'dev')).toBe(true)
      previous = header.hash
    }
    expect(previous).toBe(tip.hash)
  })

  it('lists what an address can spend, and tells who spent the rest', async () => {
    const network = await running()
    const { dev, broadcaster, chain } = network
    const coin = await funded(network)
    expect(coin).toMatchObject({ vout: 0, satoshis: 100_000_000, confirmed: true })
    expect(await chain.spender(coin.txid, 0)).toBeNull()
    const { extended, txid } = await payment(coin)
    await broadcaster.submit(extended, txid)
    expect(await chain.unspent(payerAddress)).toEqual([{ txid, vout: 1, satoshis: 99_999_900, confirmed: false }])
    expect(await chain.spender(coin.txid, 0)).toBe(txid)
    await dev.mine()
    expect(await chain.unspent(payerAddress)).toEqual([{ txid, vout: 1, satoshis: 99_999_900, confirmed: true }])
    expect(await chain.spender(coin.txid, 0)).toBe(txid)
    expect(await chain.unspent(stranger.toAddress('testnet'))).toEqual([])
  })

  it('mines by the clock what was sent, and then as much as makes it final', async () => {
    const network = await running({ blockMs: 5 })
    const { broadcaster, chain } = network
    const { extended, txid } = await payment(await funded(network))
    await broadcaster.submit(extended, txid)
    const mined = await vi.waitUntil(async () => {
      const status = await broadcaster.status(txid)
      return status.state === 'mined' ? status : null
    })
    await vi.waitUntil(async () => (await chain.tip()).height >= mined.height + 11)
  })

  it('pays who asks and has nothing, where it is started so, and nobody otherwise', async () => {
    const generous = await running({ faucet: true })
    const [coin] = await generous.chain.unspent(payerAddress)
    expect(coin).toMatchObject({ satoshis: FUNDS })
    expect(await generous.chain.unspent(payerAddress)).toHaveLength(1)
    const other = await running()
    expect(await other.chain.unspent(payerAddress)).toEqual([])
  })
})
