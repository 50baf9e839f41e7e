import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { type FastifyInstance, fastify } from 'fastify'
import { describe, expect, test } from 'vitest'
import { gracefulClose } from '../../../server/http/graceful-close.ts'

const NEVER_MS = 3_600_000

/** A server that answers `/slow` when `answer` is called, and `/long` without end. */
async function serve(graceMs: number) {
  const app: FastifyInstance = fastify({ forceCloseConnections: 'idle' })
  const waiting: (() => void)[] = []
  app.get('/slow', () => new Promise(resolve => waiting.push(() => resolve('done'))))
  app.get('/long', () => Readable.from(endless()))
  const close = gracefulClose(app, () => graceMs)
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const port = Number(new URL(address).port)
  return { close, waiting, connect: (text: string) => open(port, text) }
}

function* endless() {
  for (;;) yield 'x'.repeat(65_536)
}

async function open(port: number, text: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  if (text !== '') await new Promise(resolve => socket.write(text, resolve))
  return socket
}

describe('A server that closes', () => {
  test('answers the request that is under way, and doesn’t keep its connection alive', async () => {
    const { close, waiting, connect } = await serve(NEVER_MS)
    const socket = await connect('GET /slow HTTP/1.1\r\nhost: x\r\n\r\n')
    const text = socket.setEncoding('utf8').toArray()
    await expect.poll(() => waiting.length).toBe(1)
    const closed = close()
    waiting[0]?.()
    await closed
    expect((await text).join('')).toMatch(/^HTTP\/1\.1 200 OK.*done$/s)
  })

  test('doesn’t wait for a connection that has sent nothing yet', async () => {
    const { close, connect } = await serve(NEVER_MS)
    const socket = await connect('')
    const ended = once(socket, 'close')
    await close()
    await ended
  })

  test.each([
    ['half a head', 'GET / HTTP/1.1\r\nhost: x\r\n'],
    ['half a body', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{'],
    ['a download that nobody reads', 'GET /long HTTP/1.1\r\nhost: x\r\n\r\n'],
  ])('cuts %s when its time is over', async (_, text) => {
    const { close, connect } = await serve(100)
    const socket = await connect(text)
    socket.pause()
    await close()
    socket.destroy()
  })
})
