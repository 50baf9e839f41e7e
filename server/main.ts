import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { fileURLToPath } from 'node:url'
import { shareAttempts } from './accounts/shared-attempts.ts'
import { ticketKind } from './actors/ticket-kind.ts'
import { type OpenAnchoring, openAnchoring } from './anchoring/open-anchoring.ts'
import { noteLimit } from './assignment/common-limit.ts'
import { settleAll } from './assignment/settle-all.ts'
import { Closers } from './closers.ts'
import type { Config } from './config.ts'
import { seedAlone } from './demonstration/seed-alone.ts'
import { gracefulClose } from './http/graceful-close.ts'
import { isOwnOrigin } from './http/origin.ts'
import { createHttpServer } from './http/server.ts'
import { readSessionToken } from './http/session-cookie.ts'
import { tellDuty } from './leases/duties.ts'
import { holderOf } from './leases/holder.ts'
import { OF_THIS_PROCESS } from './leases/process-leases.ts'
import { openParts, type Parts } from './parts.ts'
import { readiness } from './readiness.ts'
import { startRealtime } from './realtime/realtime.ts'
import { startRelay } from './relay/relay.ts'
import type { Store } from './store/store.ts'
import { createTicketReader } from './ticket-reader.ts'

/** The built client lies beside the built server. Where the sources run, `../client/` holds the client's sources: those are not served. */
const CLIENT = [new URL('../client/', import.meta.url), new URL('../dist/client/', import.meta.url)]

/** How long a stopping server waits for those whom it is answering. */
const GRACE_MS = 5000
/** Where the store is away: the five seconds were spent on asking for it, and who is still there is told nothing but that it is away. */
const GRACE_WITHOUT_STORE_MS = 1000

export type RunningServer = {
  /** `http://127.0.0.1:3000` */
  readonly address: string
  /** Whether the demonstration's people can sign in. */
  readonly demonstration: boolean
  /** Whether anybody can sign in. */
  readonly hasAccounts: boolean
  readonly parts: Parts
  readonly anchoring: OpenAnchoring
  /** Answers what is under way, for some seconds at most; what was acknowledged is on disk. Nobody can make it wait longer. */
  close(): Promise<void>
}

/** Builds the parts, fills an empty store, and listens. Rejects with everything closed again. @throws UnusableStore, ConfigError */
export async function startServer(config: Config): Promise<RunningServer> {
  const closers = new Closers()
  try {
    return await build(config, closers)
  } catch (error) {
    await closers.close().catch(() => {})
    throw error
  }
}

async function build(config: Config, closers: Closers): Promise<RunningServer> {
  const parts = await openParts(config)
  closers.add(() => parts.close())
  const { store, bus, accounts, registry, projections, origin, log } = parts
  const anchoring = await openAnchoring(parts, config)
  closers.add(() => anchoring.close())
  if (config.store.adapter === 'mongodb') {
    await noteLimit(store, config.openTicketLimit, log)
    tellDuty(parts.lists, 'writes the lists', log)
    tellDuty(anchoring.lease, 'makes epochs and anchors', log)
  }
  const lease = { ...OF_THIS_PROCESS, store, holder: holderOf(config.store), log }
  const demonstration = config.demonstration && (await seedAlone(parts, lease))
  const kind = ticketKind(() => store.nextNumber())
  const http = await createHttpServer({
    store,
    bus,
    accounts,
    tickets: createTicketReader(store, registry, kind.next),
    proofs: anchoring.proofs,
    anchoring: anchoring.anchoring,
    readBarrier: () => projections.caughtUp(),
    ready: () => readiness(parts, () => ({ anchors: anchoring.lease.isHolder(), lists: parts.lists.isHolder() }), log),
    publicOrigins: config.publicUrls,
    trustProxy: config.trustProxy,
    clientFolder: CLIENT.map(url => fileURLToPath(url)).find(folder => existsSync(`${folder}assets`)) ?? null,
    log,
    freshId: randomUUID,
  })
  let graceMs = GRACE_MS
  const closeHttp = gracefulClose(http, () => graceMs)
  const relay = startRelay({ notices: store.notices, server: randomUUID(), log })
  closers.add(() => relay.close())
  shareAttempts(accounts.attempts, relay)
  const realtime = startRealtime(http.server, {
    store,
    bus,
    projections,
    anchoring: anchoring.anchoring,
    origin,
    openTicketLimit: config.openTicketLimit,
    now: Date.now,
    relay,
    log,
    authenticate: token => accounts.authenticate(token),
    tokenOf: request => readSessionToken(request.headers.cookie),
    allowsOrigin: request => isOwnOrigin(sourceOf(request), config.publicUrls),
    onSessionEnded: listener => accounts.onSessionEnded(listener),
  })
  const stopWatching = watchPeople(parts)
  closers.add(async () => stopWatching())
  closers.add(closeHttp)
  closers.add(() => realtime.close(graceMs))
  const hasAccounts = await canAnybodySignIn(store)
  const address = await http.listen({ host: config.host, port: config.port })
  void settleWhenCaughtUp(parts)
  const hurry = () => {
    graceMs = GRACE_WITHOUT_STORE_MS
  }
  return { address, demonstration, hasAccounts, parts, anchoring, close: () => stop(parts, closers, hurry) }
}

/** Where the store is away, nothing can be written any more and no lease be given back: it is closed first, and nobody waits for what can't come. */
async function stop({ outage, store, log }: Parts, closers: Closers, hurry: () => void): Promise<void> {
  if (await outage.isNow()) {
    log.warn({}, 'the server stops without the store, which doesn’t answer; its leases run out by themselves')
    outage.giveUp()
    hurry()
    await store.close()
  }
  await closers.close()
}

async function canAnybodySignIn({ accounts }: Pick<Store, 'accounts'>): Promise<boolean> {
  for await (const page of accounts.all()) if (page.some(({ passwordHash }) => passwordHash !== null)) return true
  return false
}

/** A person who is disabled loses their sessions, whoever disabled them and however. */
function watchPeople({ projections, accounts, log }: Parts): () => void {
  return projections.onProjected(({ events }) => {
    for (const { header } of events) {
      const disabled = header.type === 'user_disabled'
      const roleChanged = header.type === 'role_set'
      if (!disabled && !roleChanged) continue
      accounts
        .userChanged({ userId: header.aggregate.id, disabled, roleChanged })
        .catch(error => log.error({ err: error, user: header.aggregate.id }, 'sessions could not be ended'))
    }
  })
}

async function settleWhenCaughtUp({ projections, registry, store, log }: Parts): Promise<void> {
  try {
    await projections.caughtUp()
    const people = await settleAll(store, person => registry.settle(person))
    if (people > 0) log.warn({ people }, 'places left behind by a crash were given back')
  } catch (error) {
    log.warn({ err: error }, 'places could not be settled at the start; they are when they are looked at')
  }
}

function sourceOf(request: IncomingMessage) {
  const { origin, host, 'sec-fetch-site': site } = request.headers
  return { origin, host, fetchSite: typeof site === 'string' ? site : undefined }
}
