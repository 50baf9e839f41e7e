import { randomUUID } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { codeOf, type SocketClient } from '../../support/socket-client.ts'
import { overlay } from '../../support/stores.ts'
import { accepted, createTicket, SYSTEM, startRegistry, toTicket } from '../../support/world.ts'
import { serveSockets } from './served-sockets.ts'

const transport = z.object({ ws: z.object({ _socket: z.custom<Duplex>() }) })

/** The bytes that come in, so that they can be left unread. */
function bytesOf(client: SocketClient): Duplex {
  return transport.parse(client.socket.io.engine.transport).ws._socket
}

const comment = (ticket: string, body: string) => toTicket(ticket, 'add_comment', { commentId: randomUUID(), body })

it('who asks for page after page and reads none has only so many read for it, and is answered when it reads again', async () => {
  const real = openMemoryStore()
  const registry = startRegistry(real)
  const ticket = await createTicket(registry)
  for (let count = 0; count < 100; count++) accepted(await registry.execute(comment(ticket, 'x'.repeat(20_000)), SYSTEM))
  let pages = 0
  const store = overlay(real, {
    async chainPage(...request) {
      pages++
      return real.chainPage(...request)
    },
  })
  const { client, close } = await serveSockets(store, registry)
  const bytes = bytesOf(client)
  bytes.pause()
  const answers: Promise<unknown>[] = []
  for (let count = 0; count < 300; count++) {
    answers.push(client.sync(`ticket:${ticket}`, 0, 500))
    if (count % 10 === 0) await new Promise(resolve => setImmediate(resolve))
  }
  await new Promise(resolve => setImmediate(resolve))
  expect(pages).toBeLessThan(100)
  bytes.resume()
  const codes = (await Promise.all(answers)).map(codeOf)
  expect(new Set(codes)).toEqual(new Set(['ok', 'overloaded']))
  await close()
})

it('a page of heavy events is shorter than was asked for, and the next goes on after it', async () => {
  const store = openMemoryStore()
  const registry = startRegistry(store)
  const ticket = await createTicket(registry)
  for (let count = 0; count < 99; count++) accepted(await registry.execute(comment(ticket, 'x'.repeat(20_000)), SYSTEM))
  const { client, close } = await serveSockets(store, registry)
  const lengths: number[] = []
  for (let reached = 0; reached < 100; ) {
    const page = await client.sync(`ticket:${ticket}`, reached, 500)
    if (!('kind' in page) || page.kind !== 'chain') throw new Error('no page')
    expect(page.caughtUp).toBe(reached + page.events.length === 100)
    lengths.push(page.events.length)
    reached += page.events.length
  }
  expect(lengths).toEqual([52, 48])
  const stream = await client.sync('events', null, 500)
  if (!('kind' in stream) || stream.kind !== 'events') throw new Error('no page')
  expect(stream.items.length).toBeLessThan(60)
  const older = await client.sync('events', stream.next, 500)
  expect(older).toMatchObject({ kind: 'events', next: null })
  await close()
})

it('who missed more than is kept while a page was read is told so at once', async () => {
  const real = openMemoryStore()
  const registry = startRegistry(real)
  const ticket = await createTicket(registry)
  let asked = () => {}
  const reading = new Promise<void>(resolve => {
    asked = resolve
  })
  let goOn = () => {}
  const held = new Promise<void>(resolve => {
    goOn = resolve
  })
  const store = overlay(real, {
    async chainPage(...request) {
      const page = await real.chainPage(...request)
      asked()
      await held
      return page
    },
  })
  const { client, projections, close } = await serveSockets(store, registry)
  const page = client.sync(`ticket:${ticket}`, 0, 500)
  await reading
  await Promise.all(Array.from({ length: 300 }, (_, count) => registry.execute(comment(ticket, `${count}`), SYSTEM)))
  await projections.caughtUp()
  goOn()
  expect(await page).toMatchObject({ kind: 'chain', caughtUp: true, head: { version: 1 } })
  await expect.poll(() => client.behind, { timeout: 5000 }).toEqual([`ticket:${ticket}`])
  await close()
})
