import { once } from 'node:events'
import { get } from 'node:http'
import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { FeedPage, Store } from '../../../server/store/store.ts'
import { overlay } from '../../support/stores.ts'
import { serveDesk } from './served-desk.ts'

const TOTAL = 1000

/** A store whose feed has far more than sockets hold: a thousand pages of a quarter of a mebibyte. */
function hugeStore(): { store: Store; fed: { pages: number; ended: boolean } } {
  const fed = { pages: 0, ended: false }
  const texts = { header: 'x'.repeat(256 * 1024), hash: '', salt: null, content: null }
  async function* feed(_: string | null, signal: AbortSignal): AsyncGenerator<FeedPage> {
    try {
      while (fed.pages < TOTAL && !signal.aborted) {
        const cursor = String(++fed.pages).padStart(6, '0')
        yield { events: [{ ...texts, position: cursor }], cursor }
      }
    } finally {
      fed.ended = true
    }
  }
  return { store: overlay(openMemoryStore(), { feed, newest: async () => String(TOTAL).padStart(6, '0') }), fed }
}

test('The stream of events waits for its reader, and ends when the reader has gone', async () => {
  const { store, fed } = hugeStore()
  // The lists don't follow this feed: it is only for the stream.
  const desk = await serveDesk({ store })
  await desk.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = z.object({ port: z.number() }).parse(desk.app.server.address())

  const request = get({ host: '127.0.0.1', port, path: '/api/events.ndjson' })
  const [response] = await once(request, 'response')
  response.pause()
  // What fits into the buffers on the way is read; then reading stops: wait until no page comes any more.
  let before = -1
  await vi.waitFor(
    () => {
      const still = fed.pages === before
      before = fed.pages
      expect(still && fed.pages > 0).toBe(true)
    },
    { timeout: 10_000, interval: 200 },
  )
  expect(fed.pages).toBeLessThan(TOTAL / 4)
  expect(fed.ended).toBe(false)

  request.destroy()
  await vi.waitFor(() => expect(fed.ended).toBe(true), { timeout: 5000 })
  await desk.close()
})
