import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { startProjections } from '../../../server/projections/projections.ts'
import { type RealtimeOptions, startRealtime } from '../../../server/realtime/realtime.ts'
import { startRelay } from '../../../server/relay/relay.ts'
import type { Store } from '../../../server/store/store.ts'
import { settableStatus } from '../../support/anchoring-status.ts'
import { SocketClient } from '../../support/socket-client.ts'
import { keptLog } from '../../support/world.ts'

const me = { id: randomUUID(), name: 'mira', displayName: 'Mira', role: 'member' } as const

const NOBODY_LEAVES: Pick<RealtimeOptions, 'onSessionEnded'> = { onSessionEnded: () => () => {} }

/** The sockets alone, upon a store, with one client whose person is signed in. */
export async function serveSockets(
  store: Store,
  bus: RealtimeOptions['bus'],
  sessions: Pick<RealtimeOptions, 'onSessionEnded'> = NOBODY_LEAVES,
) {
  const anchoring = settableStatus()
  const projections = await startProjections(store, keptLog())
  const relay = startRelay({ notices: store.notices, server: randomUUID(), log: keptLog() })
  const http = createServer()
  const realtime = startRealtime(http, {
    store,
    projections,
    anchoring,
    bus,
    origin: 'sealdesk.test/log',
    openTicketLimit: 3,
    now: Date.now,
    relay,
    log: keptLog(),
    authenticate: async () => ({ me, tokenHash: 'hash' }),
    tokenOf: () => 'token',
    allowsOrigin: () => true,
    ...sessions,
  })
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const url = `http://127.0.0.1:${address.port}`
  const client = new SocketClient(url)
  await client.hello()
  return {
    realtime,
    projections,
    anchoring,
    client,
    url,
    async close() {
      client.close()
      await realtime.close(100)
      await relay.close()
      await projections.close()
    },
  }
}
