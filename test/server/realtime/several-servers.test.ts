import { randomUUID } from 'node:crypto'
import { afterEach, expect, it } from 'vitest'
import type { PresenceState } from '../../../core/protocol/messages.ts'
import type { EndedSession } from '../../../server/realtime/realtime.ts'
import { StoreUnavailable } from '../../../server/store/errors.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { Notices } from '../../../server/store/notices.ts'
import type { Store } from '../../../server/store/store.ts'
import { overlay } from '../../support/stores.ts'
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

it('a session that ends while the store takes no notices ends on the other servers when it does again', async () => {
  const store = openMemoryStore()
  let refused = 0
  const { notices } = store
  const away: Notices = {
    follow: abort => notices.follow(abort),
    async post(text) {
      if (refused < 2) {
        refused++
        throw new StoreUnavailable('The store is away.')
      }
      await notices.post(text)
    },
  }
  const [first, second] = [await serve(overlay(store, { notices: away })), await serve(store)]
  first.endSession({ tokenHash: 'hash', reason: 'signed_out' })
  await expect.poll(() => second.client.sessions, { timeout: 10_000 }).toEqual(['signed_out'])
  expect(refused).toBe(2)
})

it('who goes on being here is told to other servers once, however often their page says so', async () => {
  const store = openMemoryStore()
  const posts: string[] = []
  const { notices } = store
  const heard: Notices = {
    follow: abort => notices.follow(abort),
    async post(text) {
      posts.push(text)
      await notices.post(text)
    },
  }
  const server = await serve(overlay(store, { notices: heard }))
  const topic = `ticket:${await createTicket(server.registry)}`
  await server.client.sync(topic, 0)
  const about = (text: string) => posts.filter(post => post.includes(text)).length
  for (let beat = 1; beat <= 3; beat++) {
    const before = server.states.length
    server.client.socket.emit('presence', { topic, typing: false })
    await expect.poll(() => server.states.length).toBeGreaterThan(before)
    // What was to be told until now goes no later than this.
    server.endSession({ tokenHash: `another ${beat}`, reason: 'signed_out' })
    await expect.poll(() => about(`another ${beat}`)).toBe(1)
  }
  expect(about(topic)).toBe(1)
})

it('a notice that can’t be read is passed over, and the next one is heard', async () => {
  const store = openMemoryStore()
  const server = await serve(store)
  const notice = (item: unknown) => JSON.stringify({ from: randomUUID(), told: [{ channel: 'session-ended', item }] })
  await store.notices.post('no notice at all')
  await store.notices.post(notice({ tokenHash: 'hash', reason: 'somehow' }))
  await store.notices.post(notice({ tokenHash: 'hash', reason: 'signed_out' }))
  await expect.poll(() => server.client.sessions).toEqual(['signed_out'])
})
