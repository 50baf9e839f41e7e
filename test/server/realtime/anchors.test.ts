import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { deltaSchema, syncAnswerSchema } from '../../../core/protocol/messages.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { hash, prepare, published, txid } from '../../core/anchor/samples.ts'
import { STATUS } from '../../support/anchoring-status.ts'
import { codeOf } from '../../support/socket-client.ts'
import { accepted, startRegistry } from '../../support/world.ts'
import { serveSockets } from './served-sockets.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** Sockets upon a store with so many anchors in a line. */
async function serve(anchors: number) {
  const store = openMemoryStore()
  const registry = startRegistry(store)
  const ids = Array.from({ length: anchors }, () => randomUUID())
  for (const [at, id] of ids.entries()) {
    const place = { sequence: at + 1, seal: `${hash('0')}:${at}` }
    accepted(await registry.anchorCommand(id, randomUUID(), prepare(1, place)))
  }
  const served = await serveSockets(store, registry)
  ends.push(async () => {
    await served.close()
    await registry.close()
  })
  const page = async (since: string | null, limit = 100) => {
    const answer = syncAnswerSchema.parse(await served.client.sync('anchors', since, limit))
    if (answer.kind !== 'anchors') throw new Error(`a page of ${answer.kind}`)
    return answer
  }
  return { ...served, registry, ids, page }
}

describe('the topic anchors', () => {
  it('gives the line newest first in pages, with how anchoring stands', async () => {
    const { page, ids } = await serve(3)
    const first = await page(null, 2)
    expect(first.items.map(({ id }) => id)).toEqual([ids[2], ids[1]])
    expect(first.status).toEqual(STATUS)
    const second = await page(first.next, 2)
    expect(second.items.map(({ id }) => id)).toEqual([ids[0]])
    expect(second.next).toBeNull()
  })

  it('gives no more than a hundred at once, since each carries a transaction', async () => {
    const { page } = await serve(101)
    const { items, next } = await page(null, 500)
    expect(items).toHaveLength(100)
    expect((await page(next, 500)).items).toHaveLength(1)
  })

  it('pushes an anchor that changes, and the status when it is another one', async () => {
    const { page, ids, registry, client, anchoring } = await serve(1)
    await page(null)
    const id = ids[0] ?? ''
    accepted(await registry.anchorCommand(id, randomUUID(), published(1)))
    await vi.waitFor(() => expect(client.deltas).toHaveLength(1))
    anchoring.set({ ...STATUS, due: true })
    await vi.waitFor(() => expect(client.deltas).toHaveLength(2))
    expect(client.deltas.map(delta => deltaSchema.parse(delta))).toMatchObject([
      { kind: 'anchors', topic: 'anchors', anchor: { id, state: 'published', txid: txid(1) }, status: null },
      { kind: 'anchors', topic: 'anchors', anchor: null, status: { due: true } },
    ])
  })

  it('is no longer pushed to whoever gave it up', async () => {
    const { page, client, anchoring } = await serve(0)
    await page(null)
    anchoring.set({ ...STATUS, due: true })
    await vi.waitFor(() => expect(client.deltas).toHaveLength(1))
    client.socket.emit('unsync', { topic: 'anchors' })
    // Answered after the message before it was taken in.
    await client.sync('people', null)
    anchoring.set(STATUS)
    await client.sync('people', null)
    expect(client.deltas).toHaveLength(1)
  })

  it('has no versions to begin after', async () => {
    const { client } = await serve(0)
    expect(codeOf(await client.sync('anchors', 0))).toBe('malformed')
  })
})
