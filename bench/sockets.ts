import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { io, type Socket } from 'socket.io-client'
import { z } from 'zod'
import { PROTOCOL, syncAnswerSchema } from '../core/protocol/messages.ts'
import { print, type Row } from './report.ts'

const SERVER = fileURLToPath(new URL('../cli/main.ts', import.meta.url))
/** The server throws away what it doesn't need any more, and tells what is left, when it is asked. */
const COLLECT = "data:text/javascript,process.on('message', () => { gc(); process.send(process.memoryUsage()) }); process.channel?.unref()"
const TOGETHER = 50
/** Two beats of the transport, of the pages and of the server. */
const IDLE_MS = 30_000
const TICKETS = 28
const memorySchema = z.object({ heapUsed: z.number(), external: z.number(), rss: z.number() })
const ticketsSchema = z.object({ items: z.array(z.object({ id: z.string() })).min(1) })

/**
 * What a server of its own, on a file, needs for each open page: a websocket that follows a ticket and a list, and says that it is here. Compared
 * are some and more, so that what a server needs anyway doesn't count.
 */
export async function benchSockets(count: number): Promise<void> {
  if (process.platform !== 'linux') {
    console.log('\nOpen pages: left out, how busy a process is stands in /proc, which only Linux has')
    return
  }
  const folder = await mkdtemp(join(tmpdir(), 'sealdesk-bench-'))
  const env = { ...process.env, PORT: '0', HOST: '127.0.0.1', DEMO: 'on', LOG_LEVEL: 'error', ANCHOR_NETWORK: 'none' }
  const server = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', '--import', COLLECT, SERVER, 'serve'], {
    env: { ...env, STORE_URL: `sqlite:${join(folder, 'store.db')}` },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const sockets: Socket[] = []
  try {
    const url = await addressOf(server)
    const tickets = await ticketsOf(url)
    const open = async (upTo: number) => {
      while (sockets.length < upTo) {
        const opened = Array.from({ length: Math.min(TOGETHER, upTo - sockets.length) }, (_, n) =>
          openPage(url, tickets[(sockets.length + n) % tickets.length] ?? ''),
        )
        sockets.push(...(await Promise.all(opened)))
      }
      return memoryOf(server)
    }
    const points = [0.1, 0.5, 1].map(part => Math.ceil(count * part))
    const rows: Row[] = []
    let before: (Memory & { readonly pages: number }) | null = null
    for (const pages of points) {
      const memory = await open(pages)
      // The first ones bring up what all need together.
      const each = before === null ? '' : `${((memory.live - before.live) / (pages - before.pages) / 1024).toFixed(1)} KiB a page more`
      const [live, resident] = [memory.live, memory.rss].map(bytes => `${(bytes / 2 ** 20).toFixed(0)} MiB`)
      rows.push({ what: `with ${pages.toLocaleString('en')}`, rate: `${live} of ${resident}`, ratio: each })
      before = { pages, ...memory }
    }
    print(
      'A server and the pages that are open on it, each following a ticket and a list: its memory in use, of all that its process has',
      rows,
    )
    const start = await processorSeconds(server)
    await delay(IDLE_MS)
    const idle = ((await processorSeconds(server)) - start) / (IDLE_MS / 1000)
    console.log(`  While nobody does anything it is busy for ${(idle * 100).toFixed(1)} % of a core.`)
    if (sockets.some(({ connected }) => !connected)) throw new Error('a page was lost meanwhile')
  } finally {
    for (const socket of sockets) socket.disconnect()
    if (server.connected) server.disconnect()
    server.kill('SIGTERM')
    if (server.exitCode === null) await once(server, 'exit')
    await rm(folder, { recursive: true })
  }
}

async function addressOf({ stdout }: ChildProcess): Promise<string> {
  let said = ''
  for await (const chunk of stdout ?? []) {
    said += String(chunk)
    const [, url] = /Sealdesk is at (http:\/\/[^\s"]+)/.exec(said) ?? []
    if (url !== undefined) return url
  }
  throw new Error(`the server doesn’t listen: ${said}`)
}

async function ticketsOf(url: string): Promise<readonly string[]> {
  const { items } = ticketsSchema.parse(await (await fetch(`${url}/api/tickets?limit=${TICKETS}`)).json())
  return items.map(({ id }) => id)
}

/** As a page does: it says who it is, fetches what it shows, follows it, and says again and again that it is here. */
async function openPage(url: string, ticket: string): Promise<Socket> {
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  await socket.timeout(60_000).emitWithAck('hello', { protocol: PROTOCOL, clientId: randomUUID() })
  for (const [topic, since] of [
    [`ticket:${ticket}`, 0],
    ['list', null],
  ] as const)
    syncAnswerSchema.parse(await socket.timeout(60_000).emitWithAck('sync', { topic, since, limit: 50 }))
  const here = () => socket.emit('presence', { topic: `ticket:${ticket}`, typing: false })
  here()
  const saying = setInterval(here, 15_000)
  socket.once('disconnect', () => clearInterval(saying))
  return socket
}

/** Bytes: what is in use in JavaScript and beside it, and what the process has in all. The system's own for a connection isn't in either. */
type Memory = { readonly live: number; readonly rss: number }

async function memoryOf(server: ChildProcess): Promise<Memory> {
  server.send('collect')
  const [message]: unknown[] = await once(server, 'message')
  const { heapUsed, external, rss } = memorySchema.parse(message)
  return { live: heapUsed + external, rss }
}

/** Of all its threads, since it began. */
async function processorSeconds({ pid }: ChildProcess): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}
