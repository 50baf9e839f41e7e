import { randomUUID } from 'node:crypto'
import { afterEach, expect, it } from 'vitest'
import type { PresenceState } from '../../../core/protocol/messages.ts'
import type { EndedSession } from '../../../server/realtime/realtime.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { createTicket, startRegistry } from '../../support/world.ts'
import { serveSockets } from './served-sockets.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** One of several servers on a store, with one person connected. */
async function serve(store: Store) {
  const registry = startRegistry(store)
  const listeners = new Set<(ended: EndedSession) => void>()
  const served = await serveSockets(store, registry, {
    onSessionEnded(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  })
  const states: PresenceState[] = []
  served.client.socket.on('presence', state => states.push(state))
  ends.push(async () => {
    await served.close()
    await registry.close()
  })
  const endSession = (ended: EndedSession) => {
    for (const listener of listeners) listener(ended)
  }
  return { ...served, registry, states, endSession }
}

it('people who look at a ticket through different servers see each other, see who types, and see who leaves', async () => {
  const store = openMemoryStore()
  const [first, second] = [await serve(store), await serve(store)]
  const topic = `ticket:${await createTicket(first.registry)}`
  await first.client.sync(topic, 0)
  await second.client.sync(topic, 0)
  first.client.socket.emit('presence', { topic, typing: true })
  await expect.poll(() => second.states.at(-1)).toMatchObject({ topic, here: [{ displayName: 'Mira' }], typing: [expect.any(String)] })
  first.client.socket.emit('presence', { topic, typing: false })
  await expect.poll(() => second.states.at(-1)).toMatchObject({ here: [{ displayName: 'Mira' }], typing: [] })
  first.client.close()
  await expect.poll(() => second.states.at(-1)).toMatchObject({ here: [], guests: 0 })
})

it('a session that ends on one server ends in the windows that are open on another', async () => {
  const store = openMemoryStore()
  const [first, second] = [await serve(store), await serve(store)]
  first.endSession({ tokenHash: 'hash', reason: 'signed_out' })
  await expect.poll(() => second.client.sessions).toEqual(['signed_out'])
  expect(first.client.sessions).toEqual(['signed_out'])
})

it('a notice that can’t be read is passed over, and the next one is heard', async () => {
  const store = openMemoryStore()
  const server = await serve(store)
  await store.notices.post('no notice at all')
  await store.notices.post(JSON.stringify({ from: randomUUID(), here: [], ended: [{ tokenHash: 'hash', reason: 'somehow' }] }))
  await store.notices.post(JSON.stringify({ from: randomUUID(), here: [], ended: [{ tokenHash: 'hash', reason: 'signed_out' }] }))
  await expect.poll(() => server.client.sessions).toEqual(['signed_out'])
})
