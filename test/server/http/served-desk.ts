import { randomUUID } from 'node:crypto'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { z } from 'zod'
import { errorBodySchema } from '../../../core/protocol/errors.ts'
import { ticketKind } from '../../../server/actors/ticket-kind.ts'
import { createProofs } from '../../../server/anchoring/proofs.ts'
import type { HttpOptions } from '../../../server/http/deps.ts'
import { createHttpServer } from '../../../server/http/server.ts'
import { createLogger } from '../../../server/logging.ts'
import { startProjections } from '../../../server/projections/projections.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { createTicketReader } from '../../../server/ticket-reader.ts'
import { settableStatus } from '../../support/anchoring-status.ts'
import { keptLog, ORIGIN } from '../../support/world.ts'
import { type Desk, HOME, openDesk, PASSWORD } from '../accounts/desk.ts'

export type ServedDesk = Desk & {
  readonly app: FastifyInstance
  /** Lines that the server logged. */
  readonly logged: string[]
  /** The cookie of a new session. */
  signIn(name: string): Promise<string>
  call(options: InjectOptions): Promise<LightMyRequestResponse>
  send(method: 'POST' | 'PUT' | 'DELETE', url: string, payload?: object, cookie?: string): Promise<LightMyRequestResponse>
  get(url: string, cookie?: string): Promise<LightMyRequestResponse>
}

/** The HTTP API upon real parts. Every answer is held against its schema by the server itself. */
export async function serveDesk(options: Partial<HttpOptions> = {}, store: Store = openMemoryStore()): Promise<ServedDesk> {
  const desk = openDesk(store)
  const projections = await startProjections(store, keptLog())
  const logged: string[] = []
  const proofs = createProofs({ store, origin: ORIGIN, verifierKey: 'none', network: 'none', genesisSeal: () => null })
  const app = await createHttpServer({
    store,
    bus: desk.bus,
    accounts: desk.accounts,
    tickets: createTicketReader(store, desk.registry, ticketKind(() => store.nextNumber()).next),
    proofs,
    anchoring: { ...settableStatus(), anchorNow: async () => ({ outcome: 'current', anchor: null }) },
    readBarrier: () => projections.caughtUp(),
    ready: async () => ({ ok: true, leases: { anchors: true, lists: false } }),
    publicOrigins: [],
    trustProxy: false,
    clientFolder: null,
    log: createLogger('debug', { write: line => void logged.push(line) }),
    freshId: randomUUID,
    checkAnswers: true,
    ...options,
  })
  const headers = (cookie?: string) => (cookie === undefined ? {} : { cookie })
  const call = (options: InjectOptions) => app.inject(options)
  return {
    ...desk,
    app,
    logged,
    async signIn(name) {
      const { token } = await desk.accounts.signIn(name, PASSWORD, HOME)
      return `sealdesk_session=${token}`
    },
    call,
    send: (method, url, payload, cookie) => call({ method, url, headers: headers(cookie), ...(payload === undefined ? {} : { payload }) }),
    get: (url, cookie) => call({ method: 'GET', url, headers: headers(cookie) }),
    async close() {
      await app.close()
      await projections.close()
      await desk.close()
    },
  }
}

/** The code of an answer that must be an error. */
export function problemOf(response: LightMyRequestResponse): { status: number; code: string; field?: string | undefined } {
  const { error } = errorBodySchema.parse(response.json())
  return { status: response.statusCode, code: error.code, field: error.field }
}

export function idOf(response: LightMyRequestResponse): string {
  return z.object({ id: z.string() }).parse(response.json()).id
}
