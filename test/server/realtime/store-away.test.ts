import { expect, it } from 'vitest'
import { StoreUnavailable } from '../../../server/store/errors.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { codeOf, SocketClient } from '../../support/socket-client.ts'
import { overlay } from '../../support/stores.ts'
import { startRegistry } from '../../support/world.ts'
import { serveSockets } from './served-sockets.ts'

const LONG = { timeout: 20_000 }

it.each([
  ['refuses', () => Promise.reject(new StoreUnavailable())],
  ['doesn’t answer', () => new Promise<never>(() => {})],
])(
  'a server whose store %s gives up its connections and says why, takes no hello, and takes them again when it is back',
  async (_, away) => {
    let isAway = false
    const memory = openMemoryStore()
    const store = overlay(memory, { newest: () => (isAway ? away() : memory.newest()) })
    const registry = startRegistry(store)
    const { client, url, close } = await serveSockets(store, registry)
    const said: unknown[] = []
    client.socket.on('closing', message => said.push(message))
    isAway = true
    await expect.poll(() => client.socket.connected, LONG).toBe(false)
    expect(said).toEqual([{ code: 'store_unavailable', text: expect.stringContaining('store') }])

    const hello = async () => {
      const late = new SocketClient(url)
      try {
        await late.connected()
        return codeOf(await late.ask('hello', { protocol: 1, clientId: crypto.randomUUID() }))
      } finally {
        late.close()
      }
    }
    const begin = performance.now()
    expect(await hello()).toBe('store_unavailable')
    expect(performance.now() - begin).toBeLessThan(3000)
    isAway = false
    await expect.poll(hello, LONG).toBe('ok')
    await close()
    await registry.close()
  },
)
