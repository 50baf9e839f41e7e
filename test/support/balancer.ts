import { once } from 'node:events'
import { createConnection, createServer, type Socket } from 'node:net'

/** A load balancer without stickiness: connections go to the servers in turn, past those that don't take them. */
export type Balancer = {
  readonly url: string
  close(): Promise<void>
}

export async function startBalancer(ports: () => readonly number[]): Promise<Balancer> {
  let turn = 0
  const open = new Set<Socket>()

  async function reach(): Promise<Socket | null> {
    const all = ports()
    const first = turn++
    for (let n = 0; n < all.length; n++) {
      const socket = await connected(all[(first + n) % all.length] ?? 0)
      if (socket !== null) return socket
    }
    return null
  }

  const server = createServer({ pauseOnConnect: true }, near => {
    open.add(near)
    near.on('error', () => {})
    near.on('close', () => open.delete(near))
    void reach().then(far => {
      if (far === null || near.destroyed) {
        near.destroy()
        far?.destroy()
        return
      }
      near.on('close', () => far.destroy())
      far.on('close', () => near.destroy())
      far.on('error', () => {})
      near.pipe(far)
      far.pipe(near)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the balancer has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      server.close()
      for (const socket of open) socket.destroy()
      await once(server, 'close')
    },
  }
}

function connected(port: number): Promise<Socket | null> {
  return new Promise(resolve => {
    const socket = createConnection({ port, host: '127.0.0.1' })
    socket.once('connect', () => resolve(socket))
    socket.once('error', () => resolve(null))
  })
}
