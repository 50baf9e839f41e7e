import { describe, expect, it } from 'vitest'
import { LEAST_GENESIS_SATOSHIS, readGenesis, settleGenesis } from '../../../server/anchoring/genesis.ts'
import type { Unspent } from '../../../server/anchoring/network.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'

const txid = (n: number) => n.toString(16).padStart(64, '0')

/** What an address holds, as the network lists it. */
function listing(...unspent: readonly Unspent[]) {
  const nothing = async () => null
  const chain = {
    unspent: async () => unspent,
    spender: nothing,
    tip: async () => ({ height: 0, hash: txid(0) }),
    header: nothing,
    hasBlock: async () => false,
    transaction: nothing,
  }
  return { name: 'test', chain } as const
}

describe('the genesis seal', () => {
  it('is the first output that is in a block and worth enough', async () => {
    const store = openMemoryStore()
    const poor = { txid: txid(1), vout: 0, satoshis: LEAST_GENESIS_SATOSHIS - 1, confirmed: true }
    const early = { txid: txid(2), vout: 0, satoshis: 1_000_000, confirmed: false }
    expect(await settleGenesis(store, listing(poor, early), 'address')).toBeNull()
    const good = { txid: txid(3), vout: 7, satoshis: LEAST_GENESIS_SATOSHIS, confirmed: true }
    const expected = { network: 'test', seal: `${txid(3)}:7`, satoshis: LEAST_GENESIS_SATOSHIS, address: 'address' }
    expect(await settleGenesis(store, listing(poor, early, good), 'address')).toEqual(expected)
    expect(await readGenesis(store)).toEqual(expected)
  })

  it('is settled once: whoever comes later takes the one that stands', async () => {
    const store = openMemoryStore()
    const coin = (n: number) => ({ txid: txid(n), vout: 0, satoshis: 5000, confirmed: true })
    const [first, second] = await Promise.all([1, 2].map(n => settleGenesis(store, listing(coin(n)), 'address')))
    expect(first).toEqual(second)
    expect(await readGenesis(store)).toEqual(first)
  })
})
