import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import type { CommandResult } from '../../../server/actors/command-bus.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { SocketClient } from '../../support/socket-client.ts'
import { serveSockets } from './served-sockets.ts'

/** Sockets whose commands take until `carryOut` is called. */
async function serveSlowly() {
  const waiting: ((result: CommandResult) => void)[] = []
  const served = await serveSockets(openMemoryStore(), { execute: () => new Promise(resolve => waiting.push(resolve)) })
  const carryOut = () => {
    for (const answer of waiting) answer({ ok: true, version: 1, hash: 'a'.repeat(64), events: [] })
  }
  return { ...served, waiting, carryOut }
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
