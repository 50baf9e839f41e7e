import { expect, it } from 'vitest'
import { StoreUnavailable } from '../../../server/store/errors.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { codeOf, SocketClient } from '../../support/socket-client.ts'
import { startRegistry } from '../../support/world.ts'
import { serveSockets } from './served-sockets.ts'

it('a server whose store is away gives up its connections, takes no hello, and takes them again when the store is back', async () => {
  let isAway = false
  const memory = openMemoryStore()
  const store: Store = {
    ...memory,
    async newest() {
      if (isAway) throw new StoreUnavailable()
      return memory.newest()
    },
  }
  const registry = startRegistry(store)
  const { client, url, close } = await serveSockets(store, registry)
  isAway = true
  await expect.poll(() => client.socket.connected, { timeout: 20_000 }).toBe(false)

  const second = new SocketClient(url)
  const hello = () => second.ask('hello', { protocol: 1, clientId: crypto.randomUUID() })
  await second.connected()
  expect(codeOf(await hello())).toBe('store_unavailable')
  isAway = false
  expect(codeOf(await hello())).toBe('ok')
  second.close()
  await close()
  await registry.close()
})
