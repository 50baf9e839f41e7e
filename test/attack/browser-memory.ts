import { io } from 'socket.io-client'
import { vi } from 'vitest'
import { z } from 'zod'
import type { Fetched } from '../../client/pages/fetch-json.ts'
import { Alarms } from '../../client/proof/memory/alarms.ts'
import type { LogServer } from '../../client/proof/memory/log-server.ts'
import { MemoryTables } from '../../client/proof/memory/memory-tables.ts'
import type { Alarm } from '../../client/proof/memory/records.ts'
import { SeenThings } from '../../client/proof/memory/seen-things.ts'
import { Witness } from '../../client/proof/memory/witness.ts'
import { ChainFollower } from '../../client/state/chain-follower.ts'
import { Connection } from '../../client/state/connection.ts'
import { ticketKind } from '../../client/state/ticket-controller.ts'
import { trustSchema } from '../../core/proof/bundle/trust.ts'
import { errorBodySchema } from '../../core/protocol/errors.ts'
import { serverOn } from './grown-log.ts'

const pathSchema = z.object({ path: z.array(z.string()) })

/** A browser that somebody comes back with: what it has seen is all that stays from visit to visit. */
export class RememberingBrowser {
  readonly #tables = new MemoryTables()

  /** Opens a ticket's page and the log at the server of this folder, and answers which alarms are shown then. */
  async visit(folder: string, ticket: string): Promise<readonly Alarm[]> {
    const server = await serverOn(folder)
    let shown: readonly Alarm[] = []
    const alarms = new Alarms(this.#tables, Date.now, now => {
      shown = now
    })
    await alarms.load()
    const seen = new SeenThings(this.#tables, Date.now)
    const witness = new Witness(seen, logAt(server.address), alarms)
    const connection = connectionTo(server.address)
    const follower = new ChainFollower(connection.connection, ticketKind, ticket, witness)
    try {
      await vi.waitFor(() => {
        const { status, failure } = follower.view.value
        if (status.kind !== 'live' && status.kind !== 'not_found' && failure === null) throw new Error(`it is ${status.kind}`)
      }, 10_000)
      await witness.look()
      // What a page has seen is written, and what contradicts it is told, a moment later.
      await vi.waitFor(async () => {
        const { failure, checked } = follower.view.value
        const head = await seen.head({ type: 'ticket', id: ticket })
        const isDone = failure === null ? checked.version === 0 || head !== null : shown.some(({ kind }) => kind === 'head')
        if (!isDone) throw new Error('it has not written yet')
      }, 10_000)
      return shown
    } finally {
      follower.stop()
      connection.close()
      await server.close()
    }
  }
}

function connectionTo(address: string) {
  const socket = io(address, { autoConnect: false, reconnection: false, forceNew: true, transports: ['websocket'] })
  const connection = new Connection({
    socket,
    clientId: crypto.randomUUID(),
    now: Date.now,
    random: () => 0,
    schedule: (task, delay) => {
      const timer = setTimeout(task, delay)
      return () => clearTimeout(timer)
    },
    report: problem => {
      throw new Error(problem)
    },
    sessionEnded: () => {},
  })
  connection.connect()
  return { connection, close: () => socket.disconnect() }
}

/** What a server at this address shows of its log. */
function logAt(address: string): LogServer {
  async function text(path: string): Promise<Fetched<string>> {
    try {
      const response = await fetch(address + path)
      const body = await response.text()
      return response.ok ? { ok: true, value: body } : { ok: false, ...errorBodySchema.parse(JSON.parse(body)).error }
    } catch (error) {
      // The visit is over, and the server with it.
      if (!(error instanceof TypeError)) throw error
      return { ok: false, code: 'store_unavailable', text: error.message }
    }
  }
  return {
    has: async () => ({ ok: true, value: { trust: true, checkpoint: true } }),
    async trust() {
      const found = await text('/api/trust')
      return found.ok ? { ok: true, value: trustSchema.parse(JSON.parse(found.value)) } : found
    },
    checkpoint: () => text('/api/checkpoint'),
    async consistency(first, second) {
      const found = await text(`/api/consistency?first=${first}&second=${second}`)
      if (found.ok) return { kind: 'path', path: pathSchema.parse(JSON.parse(found.value)).path }
      return { kind: found.code === 'malformed' ? 'refused' : 'away' }
    },
    bundle: ({ type, id }) => text(`/api/proofs/${type}/${id}`),
  }
}
