import { expect, test } from 'vitest'
import type { DistantChainScan, MappedVersion, ScannedEvent } from '../../../../server/store/chain-scan.ts'
import { StoreUnavailable } from '../../../../server/store/errors.ts'
import type { Connection } from '../../../../server/store/mongodb/connection.ts'
import { MongoChainScan, openMongoChainScan } from '../../../../server/store/mongodb/mongo-chain-scan.ts'
import { openMongoStore } from '../../../../server/store/mongodb/open-mongodb-store.ts'
import type { Store } from '../../../../server/store/store.ts'
import { epoch, mappedHead } from '../../../contract/proof-samples.ts'
import { asStored, collect, commitAfter, grow, storedOf, ticket } from '../../../contract/samples.ts'
import { fatedAt, mongoForTests, type Nth } from './databases.ts'

const t = mongoForTests()

/** Two reads, the insert, the place in the feed, the mark. */
const MARK = 5

type Seen = {
  readonly name: string
  readonly head: unknown
  readonly mapped: readonly MappedVersion[]
  readonly events: readonly ScannedEvent[]
}

/** Everything that a scan gives, slice by slice. */
async function scanAll(url: string, chains: number, opened?: DistantChainScan) {
  const scan = opened ?? (await openMongoChainScan({ url }))
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

/** A connection to a database that is so slow, or so large, that a call has no time for more than so many documents without content. */
function outOfTimeAfter(connection: Connection, most: number): Connection {
  let read = 0
  connection.database.client.on('commandSucceeded', ({ reply }) => {
    const { cursor } = Object(reply)
    const documents: unknown[] = cursor?.firstBatch ?? cursor?.nextBatch ?? []
    read += documents.filter(document => !Object.hasOwn(Object(document), 'header') && !Object.hasOwn(Object(document), 'events')).length
  })
  return {
    ...connection,
    async ask(call) {
      read = 0
      const answer = await connection.ask(call)
      if (read > most) throw new StoreUnavailable(`this call read ${read} documents`)
      return answer
    },
  }
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

test('a chain goes as far as what is acknowledged, though its mark got lost', async () => {
  const url = t.server.freshUrl()
  await inStore(url, async store => {
    const first = await grow(store, ticket(1))
    const second = commitAfter(ticket(1), await store.head(ticket(1)), { events: 2 })
    const alone = commitAfter(ticket(2), null)
    for (const commit of [second, alone]) {
      const loss: Nth = { n: null, fate: 'gets lost' }
      const server = await t.events(url, fatedAt(loss, { forEver: false }))
      loss.n = MARK
      expect(await server.append(commit)).toEqual({ outcome: 'appended' })
    }
    const { seen } = await scanAll(url, 10)
    expect(seen).toMatchObject([
      { name: ticket(1).id, head: { version: 3, hash: second.events[1]?.hash } },
      { name: ticket(2).id, head: { version: 1, hash: alone.events[0]?.hash } },
    ])
    expect(seen.flatMap(({ events }) => events.map(asStored))).toEqual(storedOf(first, second, alone))
    expect(seen.flatMap(({ events }) => events.map(({ position }) => position))).toEqual([1, 2, 3, 4])
  })
})

test('a call has an end, however many chains, commits and epochs there are', async () => {
  const url = t.server.freshUrl()
  await inStore(url, async store => {
    const most = 6
    for (let n = 1; n <= 10; n++) for (let i = 0; i < (n === 4 ? 20 : 2); i++) await grow(store, ticket(n))
    const stale = new Uint8Array()
    for (let index = 0; index < 14; index++) {
      // One chain is in every epoch, one is lost, one was staged in vain besides.
      const heads = [mappedHead(2, 1 + index), ...(index % 5 === 0 ? [mappedHead(4, 1 + index), mappedHead(11, 1 + index)] : [])]
      await store.proofs.stage({ index, attempt: 'in vain', heads: [mappedHead(2, 100 + index), mappedHead(5, 100)], stale })
      await store.proofs.stage({ index, attempt: `attempt ${index}`, heads, stale })
      await store.proofs.commitEpoch(epoch(index, { attempt: `attempt ${index}`, cursor: '0000000000000001' }))
    }
    const connection = await t.connection(`${url}${url.includes('?') ? '&' : '?'}monitorCommands=true`)
    const scan = new MongoChainScan(outOfTimeAfter(connection, most), { heads: most, mapped: most })
    const { slices, seen } = await scanAll(url, 4, scan)
    expect(slices).toBe(3)
    expect(seen.map(({ name }) => name)).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(n => ticket(n).id),
      `lost: ticket/${ticket(11).id}`,
    ])
    for (const { events, head } of seen) if (head !== null) expect(head).toEqual({ version: events.length, hash: events.at(-1)?.hash })
    const epochsOf = (n: number) => seen.find(({ name }) => name.endsWith(ticket(n).id))?.mapped.map(({ epoch }) => epoch)
    expect(epochsOf(2)).toEqual(Array.from({ length: 14 }, (_, index) => index))
    expect([4, 5, 11].map(epochsOf)).toEqual([[0, 5, 10], [], [0, 5, 10]])
  })
})

test('a heavy chain comes in pages of bounded weight', async () => {
  const url = t.server.freshUrl()
  await inStore(url, async store => {
    for (let i = 0; i < 50; i++) await grow(store, ticket(1), { content: 'x'.repeat(60_000) })
    const scan = await openMongoChainScan({ url })
    const weights: number[] = []
    for (const slice of await scan.slices(1))
      await scan.read(slice, async chains => {
        for await (const { events } of chains)
          for await (const page of events) weights.push(page.reduce((sum, { content }) => sum + (content?.length ?? 0), 0))
      })
    await scan.close()
    expect(weights.reduce((sum, weight) => sum + weight)).toBeGreaterThanOrEqual(3_000_000)
    expect(Math.max(...weights)).toBeLessThan(1_300_000)
  })
})

test('an empty store has one slice, without chains', async () => {
  const url = t.server.freshUrl()
  await inStore(url, async () => {
    expect(await scanAll(url, 3)).toEqual({ slices: 1, seen: [], end: null })
  })
})
