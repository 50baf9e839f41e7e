import { P2PKH } from '@bsv/sdk'
import { expect, it, onTestFinished, vi } from 'vitest'
import { bytesOfHex } from '../../../../../core/proof/bitcoin/bytes.ts'
import { DevChain } from '../../../../../server/anchoring/networks/dev/chain.ts'
import { Miner } from '../../../../../server/anchoring/networks/dev/miner.ts'
import { DevNode } from '../../../../../server/anchoring/networks/dev/node.ts'
import { readSubmitted } from '../../../../../server/anchoring/networks/dev/submitted.ts'
import type { Schedule } from '../../../../../server/anchoring/schedule.ts'
import { keptLog } from '../../../../support/world.ts'
import { chainFile } from '../dev-networks.ts'
import { payerAddress, payment } from '../payments.ts'

const TEN_MINUTES = 600_000

/** A miner whose timers fire when a test says so. `waits`: for how long each was set. */
async function mining() {
  const node = new DevNode(await DevChain.open(await chainFile()), Date.now)
  onTestFinished(() => node.close())
  await node.mine(1, { satoshis: 1_000_000, script: new P2PKH().lock(payerAddress).toHex() })
  const waits: number[] = []
  let run = () => {}
  const schedule: Schedule = (ms, next) => {
    waits.push(ms)
    run = next
    return () => {
      run = () => {}
    }
  }
  const miner = new Miner(node, 1000, schedule, keptLog())
  /** Lets the time pass until the next block. */
  const block = async () => {
    const before = waits.length
    run()
    await vi.waitUntil(() => waits.length > before)
  }
  return { node, miner, waits, block, fire: () => run() }
}

it('blocks come every ten minutes, and soon where one is waited for, until it is final', async () => {
  const { node, miner, waits, block } = await mining()
  expect(waits).toEqual([TEN_MINUTES])
  miner.awake()
  expect(waits).toEqual([TEN_MINUTES])
  const [reward] = node.ledger.unspent(new P2PKH().lock(payerAddress).toHex())
  const { extended } = await payment(reward ?? { txid: '', vout: 0, satoshis: 0 })
  expect(node.submit(readSubmitted(bytesOfHex(extended)))).toEqual({ kind: 'fine' })
  miner.awake()
  miner.awake()
  expect(waits).toEqual([TEN_MINUTES, 1000])
  for (let blocks = 0; blocks < 13; blocks++) await block()
  expect(waits.slice(2)).toEqual([...Array(12).fill(1000), TEN_MINUTES].slice(0, 13))
  expect(node.chain.tip?.height).toBe(13)
})

it('nothing is mined when it is closed', async () => {
  const { node, miner, waits, fire } = await mining()
  miner.close()
  miner.awake()
  fire()
  expect(waits).toEqual([TEN_MINUTES])
  await node.mine()
  expect(node.chain.tip?.height).toBe(1)
})
