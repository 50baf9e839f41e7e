import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

const LOOK_AGAIN_MS = 20

/**
 * Makes a server closable in bounded time; to be called before it listens. What it answers stops the listening, lets the requests under
 * way be answered, for as many milliseconds as `graceMs` says then, and then cuts every connection that is still there.
 *
 * Without this, Node would wait for ever: for a browser's spare connection that has sent nothing yet, for half a request, for a download
 * that nobody reads; and for as long as connections are kept alive after the last answer.
 */
export function gracefulClose(app: FastifyInstance, graceMs: () => number): () => Promise<void> {
  const sockets = new Set<Socket>()
  app.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return async () => {
    const closed = app.close()
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
    const idle = setInterval(() => app.server.closeIdleConnections(), LOOK_AGAIN_MS)
    const cut = setTimeout(() => {
      for (const socket of sockets) socket.destroy()
    }, graceMs())
    try {
      await closed
    } finally {
      clearInterval(idle)
      clearTimeout(cut)
    }
  }
}
