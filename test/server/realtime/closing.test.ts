import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { expect, it } from 'vitest'
import type { CommandResult } from '../../../server/actors/command-bus.ts'
import { startProjections } from '../../../server/projections/projections.ts'
import { startRealtime } from '../../../server/realtime/realtime.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { SocketClient } from '../../support/socket-client.ts'
import { keptLog } from '../../support/world.ts'

const me = { id: randomUUID(), name: 'mira', displayName: 'Mira', role: 'member' } as const

/** Sockets whose commands take until `carryOut` is called. */
async function serveSlowly() {
  const store = openMemoryStore()
  const projections = await startProjections(store, keptLog())
  const waiting: ((result: CommandResult) => void)[] = []
  const http = createServer()
  const realtime = startRealtime(http, {
    store,
    projections,
    bus: { execute: () => new Promise(resolve => waiting.push(resolve)) },
    origin: 'sealdesk.test/log',
    openTicketLimit: 3,
    now: Date.now,
    log: keptLog(),
    authenticate: async () => ({ me, tokenHash: 'hash' }),
    tokenOf: () => 'token',
    allowsOrigin: () => true,
    onSessionEnded: () => () => {},
  })
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const client = new SocketClient(`http://127.0.0.1:${address.port}`)
  await client.hello()
  return {
    realtime,
    client,
    waiting,
    carryOut: () => waiting.forEach(answer => void answer({ ok: true, version: 1, hash: 'a'.repeat(64), events: [] })),
    async close() {
      client.close()
      await projections.close()
      await store.close()
    },
  }
}

const create = (client: SocketClient) => client.command('ticket', randomUUID(), 'create_ticket', { title: 'A', body: '' })

it('what is under way when the server stops is answered before the connections close', async () => {
  const { realtime, client, waiting, carryOut, close } = await serveSlowly()
  const answers = Promise.all([create(client), create(client), create(client)])
  await expect.poll(() => waiting.length).toBe(3)
  const closed = realtime.close(60_000)
  await expect.poll(() => client.closing.length).toBe(1)
  const tooLate = create(client).catch(() => 'lost')
  carryOut()
  expect(await answers).toEqual(Array(3).fill({ version: 1, hash: 'a'.repeat(64), events: [] }))
  await closed
  expect(await tooLate).toBe('lost')
  expect(waiting).toHaveLength(3)
  await close()
})

it('nothing that is under way holds a stopping server up for longer than it has been given', async () => {
  const { realtime, client, waiting, close } = await serveSlowly()
  const answer = create(client).catch(() => 'lost')
  await expect.poll(() => waiting.length).toBe(1)
  await realtime.close(50)
  expect(await answer).toBe('lost')
  await close()
})
