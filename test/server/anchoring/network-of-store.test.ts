import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type FollowOptions, followHeaders } from '../../../server/anchoring/block-headers.ts'
import { createAnchorKey } from '../../../server/anchoring/keys.ts'
import { settleNetwork } from '../../../server/anchoring/network-of-store.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { ManualTime } from '../../support/manual-time.ts'
import { startTestServer } from '../../support/running-server.ts'
import { temporaryFolder } from '../../support/server-process.ts'
import { keptLog } from '../../support/world.ts'
import { until } from './anchor-desk.ts'
import { running } from './networks/dev-networks.ts'

/** The first two of the main network, with more work than a development network ever comes to. */
const MAIN = [
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c',
  '010000006fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000982051fd1e4ba744bbbe680e1fee14677ba1a3c3540bf7b1cdb606e857233e0e61bc6649ffff001d01e36299',
]
const MAIN_TIP = { height: 1, hash: '00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048' }

describe('a store that was begun on one network', () => {
  it('isn’t opened for another one: its headers would be lost, and no anchor would count as mined any more', async () => {
    const folder = await temporaryFolder()
    onTestFinished(() => folder.remove())
    await mkdir(join(folder.path, 'store'))
    const env = { STORE_URL: `sqlite:${join(folder.path, 'store/sealdesk.db')}` }
    const first = await startTestServer(env)
    await until(() => expect(first.anchoring.anchoring.status().genesisSeal).not.toBeNull())
    await until(async () => expect(await first.parts.store.blocks.tip()).not.toBeNull())
    await first.close()

    const wif = createAnchorKey('main', bytes => '17'.repeat(bytes)).wif.reveal()
    const elsewhere = { ANCHOR_NETWORK: 'main', ANCHOR_KEY: wif, ARC_URL: 'http://127.0.0.1:9', WHATSONCHAIN_URL: 'http://127.0.0.1:9' }
    await expect(startTestServer({ ...env, ...elsewhere })).rejects.toMatchObject({
      name: 'ConfigError',
      variable: 'ANCHOR_NETWORK',
      message: expect.stringContaining('begun on dev'),
    })

    const off = await startTestServer({ ...env, ANCHOR_NETWORK: 'none' })
    expect(off.anchoring.anchoring.status()).toMatchObject({ network: 'none', troubles: [] })
    await off.close()
    const again = await startTestServer(env)
    expect(await again.parts.store.blocks.tip()).not.toBeNull()
    await until(() => expect(again.anchoring.anchoring.status()).toMatchObject({ network: 'dev', troubles: [] }))
    await again.close()
  })

  it('forgets the headers of another network, as long as no line has begun', async () => {
    const store = openMemoryStore()
    const { dev, chain } = await running()
    await dev.mine(20)
    const time = new ManualTime()
    const follow = async (changes: Pick<FollowOptions, 'chain' | 'network'>) => {
      await settleNetwork(store, changes.network)
      const requireOwn = async () => {}
      const surroundings = { headers: store.blocks, requireOwn, now: time.now, schedule: time.schedule, log: keptLog() }
      const follower = await followHeaders({ ...surroundings, ...changes })
      onTestFinished(() => follower.close())
      await follower.poll()
      return follower
    }
    const main = { ...chain, tip: async () => MAIN_TIP, header: async (height: number) => MAIN[height] ?? null }
    expect((await follow({ chain: main, network: 'main' })).newest()?.hash).toBe(MAIN_TIP.hash)
    const follower = await follow({ chain, network: 'dev' })
    expect(follower.trouble()).toBeNull()
    expect(await store.blocks.tip()).toMatchObject(await chain.tip())
    await settleNetwork(store, 'dev')
    expect(await store.blocks.tip()).toMatchObject(await chain.tip())
  })
})
