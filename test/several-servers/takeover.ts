import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { type AnchorRow, isInBlock } from '../../core/anchor/row.ts'
import { anchorsAnswerSchema } from '../../core/protocol/anchoring.ts'
import { LEASE_MS } from '../../server/leases/lease.ts'
import { rebuildProjections } from '../../server/projections/rebuild.ts'
import { openMongoStore } from '../../server/store/mongodb/open-mongodb-store.ts'
import type { HttpClient } from '../support/http-client.ts'
import { dumpReadModels } from '../support/read-model-dump.ts'
import { checkEveryChain, keptLog } from '../support/world.ts'
import type { Cluster } from './cluster.ts'
import { expectVerifiedStore } from './settled.ts'

/** An epoch and an anchor a second: what they need of a server. */
export const EVERY_SECOND = { EPOCH_SECONDS: '1', ANCHOR_SECONDS: '1' }

/**
 * From the moment in which a server falls silent to the first anchor of another one. That one may see the last renewal a third of the lease's time
 * later, counts the whole of it, and makes an epoch and an anchor: that is some 15 s. The rest is for a busy machine.
 */
export const TAKEOVER_MS = 3 * LEASE_MS

/** Long after a test has failed, so that it can say by how much. */
const PATIENCE_MS = 120_000

export async function anchorsOf(client: HttpClient): Promise<readonly AnchorRow[]> {
  let body: unknown
  // Where the server that writes the lists falls silent, they are behind for some seconds, and whoever asks is told so.
  const status = async () => {
    const answer = await client.get('/api/anchors?limit=100')
    body = answer.body
    return answer.status
  }
  await expect.poll(status, { timeout: PATIENCE_MS, interval: 50 }).toBe(200)
  return anchorsAnswerSchema.parse(body).items
}

export async function writeTicket(client: HttpClient): Promise<void> {
  const { status } = await client.command('ticket', randomUUID(), 'create_ticket', { title: 'To be anchored', body: '' })
  expect(status).toBe(200)
}

/** Somebody writes something; waits until there is an anchor more, and answers its number. */
export async function anchorAnother(client: HttpClient): Promise<number> {
  const before = (await anchorsOf(client))[0]?.sequence ?? 0
  await writeTicket(client)
  const newest = async () => (await anchorsOf(client))[0]?.sequence ?? 0
  await expect.poll(newest, { timeout: PATIENCE_MS, interval: 50 }).toBeGreaterThan(before)
  return newest()
}

/** Milliseconds that something takes. */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return Math.round(performance.now() - began)
}

/** Who has a lease. */
export async function holderOf(cluster: Cluster, lease: string): Promise<string | null> {
  const store = await openMongoStore({ url: cluster.storeUrl })
  return (await store.leased(lease).finally(() => store.close()))?.holder ?? null
}

/** Waits until all anchors are in blocks; then none may be there twice, nor missing. */
export async function expectOneLine(client: HttpClient): Promise<void> {
  const onTheirWay = async () => (await anchorsOf(client)).filter(anchor => !isInBlock(anchor)).length
  await expect.poll(onTheirWay, { timeout: PATIENCE_MS, interval: 200 }).toBe(0)
  const anchors = [...(await anchorsOf(client))].reverse()
  expect(anchors.map(({ sequence }) => sequence)).toEqual(anchors.map((_, place) => place + 1))
  expect(new Set(anchors.map(({ seal }) => seal)).size).toBe(anchors.length)
  expect(anchors.map(({ attempts }) => attempts)).toEqual(anchors.map(() => 1))
}

/** Once all servers have stopped: chains, lists, epochs and anchors are what they must be. */
export async function expectWhole(cluster: Cluster): Promise<void> {
  const store = await openMongoStore({ url: cluster.storeUrl })
  try {
    await checkEveryChain(store, (await store.setting('origin')) ?? '')
    const followed = await dumpReadModels(store)
    await rebuildProjections(store, keptLog())
    expect(await dumpReadModels(store)).toEqual(followed)
  } finally {
    await store.close()
  }
  await expectVerifiedStore(cluster)
}
