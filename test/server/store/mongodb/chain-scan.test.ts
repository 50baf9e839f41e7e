import { expect, test } from 'vitest'
import type { ScannedEvent } from '../../../../server/store/chain-scan.ts'
import { openMongoChainScan } from '../../../../server/store/mongodb/mongo-chain-scan.ts'
import { openMongoStore } from '../../../../server/store/mongodb/open-mongodb-store.ts'
import type { Store } from '../../../../server/store/store.ts'
import { epoch, mappedHead } from '../../../contract/proof-samples.ts'
import { asStored, collect, grow, storedOf, ticket } from '../../../contract/samples.ts'
import { mongoForTests } from './databases.ts'

const t = mongoForTests()

type Seen = { readonly name: string; readonly head: unknown; readonly mapped: unknown; readonly events: readonly ScannedEvent[] }

/** Everything that a scan gives, slice by slice. */
async function scanAll(url: string, chains: number) {
  const scan = await openMongoChainScan({ url })
  const slices = await scan.slices(chains)
  const seen: Seen[] = []
  let end = null
  for (const slice of slices)
    end = await scan.read(slice, async (chains, mapEnd) => {
      for await (const { name, aggregate, head, mapped, events } of chains)
        seen.push({ name: aggregate?.id ?? `lost: ${name}`, head, mapped, events: await collect(events) })
      return mapEnd
    })
  await scan.close()
  return { slices: slices.length, seen, end }
}

async function inStore(url: string, work: (store: Store) => Promise<void>): Promise<void> {
  const store = await openMongoStore({ url })
  await work(store)
  await store.close()
}

test('slices hold every chain once, with its events, versions and positions', async () => {
  const url = t.server.freshUrl()
  await inStore(url, async store => {
    const commits = []
    for (let n = 1; n <= 7; n++) commits.push(await grow(store, ticket(n), { events: n }))
    commits.push(await grow(store, ticket(3), { events: 2 }))
    const feed = (await store.events({}, { limit: 100, cursor: null })).items
    const { slices, seen } = await scanAll(url, 3)
    expect(slices).toBe(3)
    expect(seen.map(({ name }) => name).sort()).toEqual([1, 2, 3, 4, 5, 6, 7].map(n => ticket(n).id))
    for (const { name, head, events } of seen) {
      const own = commits.filter(({ aggregate }) => aggregate.id === name)
      expect(events.map(asStored)).toEqual(storedOf(...own))
      expect(events.map(({ version }) => version)).toEqual(events.map((_, i) => i + 1))
      expect(head).toEqual({ version: events.length, hash: events.at(-1)?.hash })
      for (const { hash, position } of events) expect(Number(feed.find(event => event.hash === hash)?.position)).toBe(position)
    }
  })
})

test('the map’s heads come with their chains, those of a broken-off attempt don’t, and those without a chain are told', async () => {
  const url = t.server.freshUrl()
  await inStore(url, async store => {
    await grow(store, ticket(1))
    const stale = new Uint8Array()
    await store.proofs.stage({ index: 0, attempt: 'attempt 0', heads: [mappedHead(1, 1), mappedHead(9, 4)], stale })
    await store.proofs.stage({ index: 0, attempt: 'broken off', heads: [mappedHead(1, 7)], stale })
    await store.proofs.commitEpoch(epoch(0, { cursor: '0000000000000001' }))
    await store.proofs.stage({ index: 1, attempt: 'not made yet', heads: [mappedHead(1, 8)], stale })
    const { seen, end } = await scanAll(url, 10)
    expect(end).toEqual({ epoch: 0, position: 1 })
    const { hash } = mappedHead(1, 1)
    expect(seen.find(({ name }) => name === ticket(1).id)?.mapped).toEqual([{ epoch: 0, version: 1, hash }])
    expect(seen.find(({ name }) => name === `lost: ticket/${ticket(9).id}`)).toMatchObject({ head: null, events: [] })
    expect(seen).toHaveLength(2)
  })
})

test('an empty store has one slice, without chains', async () => {
  const url = t.server.freshUrl()
  await inStore(url, async () => {
    expect(await scanAll(url, 3)).toEqual({ slices: 1, seen: [], end: null })
  })
})
