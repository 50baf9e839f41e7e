import { basename } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type NetworkConfig, openNetwork } from '../../../../server/anchoring/networks/open-network.ts'
import { timerSchedule } from '../../../../server/anchoring/schedule.ts'
import { keptLog } from '../../../support/world.ts'
import { chainFile, running } from './dev-networks.ts'
import { payerAddress } from './payments.ts'

const services = { arcUrl: null, arcApiKey: null, whatsOnChainUrl: null, whatsOnChainApiKey: null }

async function open(config: Partial<NetworkConfig>, withFetch: typeof fetch = fetch) {
  const dev = { file: await chainFile(), blockMs: 60_000, fund: payerAddress }
  const surroundings = { now: Date.now, schedule: timerSchedule, log: keptLog(), fetch: withFetch }
  const network = await openNetwork({ name: 'dev', ...services, dev, ...config }, surroundings)
  onTestFinished(() => network.close())
  return network
}

describe('the development network', () => {
  it('is started, and pays the address that has nothing, once', async () => {
    const dev = { file: await chainFile(), blockMs: 60_000, fund: payerAddress }
    for (let start = 0; start < 3; start++) {
      const network = await open({ dev })
      expect(network).toMatchObject({ name: 'dev', explorer: null, place: { kind: 'file', name: basename(dev.file) } })
      expect(await network.chain.unspent(payerAddress)).toMatchObject([{ satoshis: 100_000_000, confirmed: true }])
      expect(await network.chain.tip()).toMatchObject({ height: 1 })
      await network.close()
    }
  })

  it('is the one at the addresses given, which nothing is started or paid for', async () => {
    const { dev, chain } = await running()
    const network = await open({ arcUrl: dev.arcUrl, whatsOnChainUrl: dev.whatsOnChainUrl })
    expect(await network.chain.tip()).toEqual(await chain.tip())
    expect(await network.chain.unspent(payerAddress)).toEqual([])
    expect(await network.broadcaster.feeRate()).toBe(100)
  })

  it('says where it is as everybody may read it: a path, a name or a query may be a key', async () => {
    const network = await open({ arcUrl: 'http://127.0.0.1:1', whatsOnChainUrl: 'http://user:key@127.0.0.1:1/key/v1/bsv/dev?key=key' })
    expect(network.place).toEqual({ kind: 'address', host: '127.0.0.1:1' })
  })

  it('isn’t half at an address', async () => {
    await expect(open({ arcUrl: 'http://127.0.0.1:1' })).rejects.toThrow('give both or neither')
  })
})

describe('the real networks', () => {
  it.each([
    [
      'test',
      'https://arc-test.taal.com/v1/policy',
      'https://api.whatsonchain.com/v1/bsv/test/chain/info',
      'https://test.whatsonchain.com/tx/{txid}',
    ],
    ['main', 'https://arc.taal.com/v1/policy', 'https://api.whatsonchain.com/v1/bsv/main/chain/info', 'https://whatsonchain.com/tx/{txid}'],
  ] as const)('%s is asked where it usually is', async (name, policy, info, explorer) => {
    const asked: string[] = []
    const nowhere: typeof fetch = async url => {
      asked.push(String(url))
      return new Response('', { status: 503 })
    }
    const network = await open({ name }, nowhere)
    expect(network).toMatchObject({ name, explorer })
    await expect(network.broadcaster.feeRate()).rejects.toThrow('status 503')
    await expect(network.chain.tip()).rejects.toThrow('status 503')
    expect(asked).toEqual([policy, info])
  })

  it('are asked at other addresses where these are given, each with its own key', async () => {
    const asked: [string, string | null][] = []
    const nowhere: typeof fetch = async (url, init) => {
      asked.push([String(url), new Headers(init?.headers).get('authorization')])
      return new Response('', { status: 503 })
    }
    const given = {
      arcUrl: 'https://arc.example.com',
      arcApiKey: 'a',
      whatsOnChainUrl: 'https://chain.example.com/v1/bsv/test',
      whatsOnChainApiKey: 'w',
    }
    const network = await open({ name: 'test', ...given }, nowhere)
    await expect(network.broadcaster.feeRate()).rejects.toThrow('ARC at arc.example.com')
    await expect(network.chain.tip()).rejects.toThrow('WhatsOnChain at chain.example.com')
    expect(asked).toEqual([
      ['https://arc.example.com/v1/policy', 'Bearer a'],
      ['https://chain.example.com/v1/bsv/test/chain/info', 'w'],
    ])
  })
})
