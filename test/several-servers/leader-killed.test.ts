import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { anchorsAnswerSchema } from '../../core/protocol/anchoring.ts'
import type { HttpClient } from '../support/http-client.ts'
import { startCluster } from './cluster.ts'
import { seriesOfClusters } from './setting.ts'
import { expectVerifiedStore } from './settled.ts'

/** The lease of whoever makes epochs and anchors, its renewal, an epoch and an anchor, and as much again for a busy machine. */
const TAKEOVER_MS = 40_000

const t = seriesOfClusters()

async function anchors(client: HttpClient) {
  let body: unknown
  // Where the server that writes the lists dies, they are behind for some seconds, and whoever asks is told so.
  const status = async () => {
    const answer = await client.get('/api/anchors?limit=100')
    body = answer.body
    return answer.status
  }
  await expect.poll(status, { timeout: TAKEOVER_MS, interval: 50 }).toBe(200)
  return anchorsAnswerSchema.parse(body)
}

async function createTicket(client: HttpClient): Promise<void> {
  const { status } = await client.command('ticket', randomUUID(), 'create_ticket', { title: 'To be anchored', body: '' })
  expect(status).toBe(200)
}

/** Waits for an anchor more than there are, and answers its number. */
async function nextAnchor(client: HttpClient, after: number): Promise<number> {
  await expect
    .poll(async () => (await anchors(client)).items[0]?.sequence ?? 0, { timeout: TAKEOVER_MS, interval: 50 })
    .toBeGreaterThan(after)
  return (await anchors(client)).items[0]?.sequence ?? 0
}

test('another server takes over epochs and anchors within seconds of the death of the one that makes them, without a doubled or lost anchor', async () => {
  const cluster = t.keep(
    await startCluster({ servers: 3, inTurn: true, people: ['ada'], env: { EPOCH_SECONDS: '1', ANCHOR_SECONDS: '1' } }),
  )
  const [first, second] = [await cluster.signedIn('ada', 0), await cluster.signedIn('ada', 1)]
  await createTicket(first)
  const anchored = await nextAnchor(first, 0)

  // The first server has the lease. It dies with an anchor of which nobody knows how far it has come.
  await createTicket(first)
  await nextAnchor(first, anchored)
  await cluster.member(0).kill()
  const died = performance.now()
  const known = (await anchors(second)).items[0]?.sequence ?? 0
  await createTicket(second)
  const later = await nextAnchor(second, known)
  console.log(`the next anchor came ${Math.round(performance.now() - died)} ms after the death of the server that made them`)

  // And back: the others die, whichever of them it was.
  await cluster.member(0).start()
  await Promise.all([1, 2].map(place => cluster.member(place).kill()))
  await createTicket(first)
  await nextAnchor(first, later)

  await expect
    .poll(async () => (await anchors(first)).items.map(({ state }) => state).filter(state => state !== 'final'), { timeout: 60_000 })
    .toEqual([])
  const { items, status } = await anchors(first)
  expect(status.troubles).toEqual([])
  expect(items.map(({ sequence }) => sequence).reverse()).toEqual(items.map((_, place) => place + 1))
  expect(new Set(items.map(({ seal }) => seal)).size).toBe(items.length)
  expect(await cluster.stop()).toEqual([0, null, null])
  await expectVerifiedStore(cluster)
})
