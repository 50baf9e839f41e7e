import { vi } from 'vitest'
import { ChainFollower } from '../../client/state/chain-follower.ts'
import { ticketKind } from '../../client/state/ticket-controller.ts'
import type { ChainHead } from '../../core/events/chain.ts'
import type { StoredEvent } from '../../core/events/event.ts'
import type { Aggregate } from '../../core/events/names.ts'
import { parseKnownHeaders } from '../../core/proof/bundle/known-headers.ts'
import type { TrustFile } from '../../core/proof/bundle/trust.ts'
import type { Verdict } from '../../core/proof/bundle/verdict.ts'
import { verifyBundle } from '../../core/proof/bundle/verify.ts'
import { consistencyPath } from '../../core/proof/log/tree.ts'
import { PROTOCOL } from '../../core/protocol/messages.ts'
import { completedHashes } from '../../server/anchoring/completed-hashes.ts'
import { exportBundle } from '../../server/anchoring/export-bundle.ts'
import type { AnchorNetwork } from '../../server/anchoring/network.ts'
import type { BundleOptions } from '../../server/anchoring/proofs.ts'
import { readConfig, type StoreLocation } from '../../server/config.ts'
import { createLogger } from '../../server/logging.ts'
import { openReads } from '../../server/parts.ts'
import type { StoreReads } from '../../server/store/store-reads.ts'
import { networkOf } from '../../server/verification/network-of.ts'
import { type StoreReport, verifyStore } from '../../server/verification/verify-store.ts'
import { startScriptedServer } from '../client/state/scripted-server.ts'
import { chainPage } from '../client/state/ticket-chain.ts'
import { storeUrl } from './grown-log.ts'

export type StoreOptions = {
  /** Null: the store's own words are taken for it. */
  readonly trust: TrustFile | null
  /** The folder whose network is the real one; null: it isn't asked. */
  readonly network: string | null
}

/** What `sealdesk verify-store` finds in a folder. */
export async function checkStore(folder: string, { trust, network }: StoreOptions): Promise<StoreReport> {
  return reading(folder, (store, location) =>
    verifyStore({
      location,
      store,
      trust,
      openNetwork: async () => (network === null ? { unavailable: 'It was not asked.' } : openNetwork(network)),
      threads: 1,
      now: Date.now,
      onProgress: () => {},
    }),
  )
}

/** The proof that a folder's log of the second size begins with its log of the first. */
export function consistency(folder: string, first: number, second: number): Promise<readonly string[]> {
  return reading(folder, store => consistencyPath(first, second, completedHashes(store.proofs)))
}

/** What the network whose blocks lie in a folder says. Nothing is changed there. */
export async function askNetwork<T>(folder: string, ask: (network: AnchorNetwork) => Promise<T>): Promise<T> {
  const network = await openNetwork(folder)
  if ('unavailable' in network) throw new Error(network.unavailable)
  try {
    return await ask(network)
  } finally {
    await network.close()
  }
}

function openNetwork(folder: string) {
  return networkOf('dev', readConfig({ STORE_URL: storeUrl(folder) }), createLogger('silent'))
}

/** What `sealdesk export` gives out of a folder; from a later seal where one is named. */
export function exported(folder: string, aggregate: Aggregate, options: BundleOptions = {}): Promise<string> {
  return reading(folder, async store => {
    const pieces: string[] = []
    for await (const piece of await exportBundle(store, aggregate, options)) pieces.push(piece)
    return pieces.join('')
  })
}

async function reading<T>(folder: string, read: (store: StoreReads, location: StoreLocation) => Promise<T>): Promise<T> {
  const { store: location } = readConfig({ STORE_URL: storeUrl(folder) })
  const store = await openReads({ store: location })
  try {
    return await read(store, location)
  } finally {
    await store.close()
  }
}

/** What `sealdesk verify` says; `headers` is a list of block headers that the person brings. */
export function verdictOf(bundle: string, trust: TrustFile, headers: string | null = null): Verdict {
  return verifyBundle(bundle, trust, headers === null ? {} : { knownHeaders: parseKnownHeaders(headers) })
}

/** A browser with a ticket's page open, at a server that shows what its operator likes. `head`: what it names as newest, if not the last. */
export async function openTicket(origin: string, ticket: string, shown: readonly StoredEvent[], head: ChainHead | null = null) {
  const chain = { shown }
  const server = await startScriptedServer({
    hello: { protocol: PROTOCOL, serverTime: 0, origin, me: null, limits: { openTickets: 3 } },
    sync: ({ since }) => {
      const page = chainPage(chain.shown, since)
      if (head === null || page.kind !== 'chain') return page
      return { ...page, head, caughtUp: head.version <= chain.shown.length }
    },
  })
  const follower = new ChainFollower(server.connection, ticketKind, ticket)
  server.connection.connect()
  const view = () => follower.view.value
  const settled = () =>
    vi.waitFor(() => {
      const { status, failure } = view()
      if (status.kind !== 'live' && failure === null) throw new Error(`it is ${status.kind}`)
    })
  await settled()
  return {
    view,
    /** What the page says once the server shows something else, and the connection was away meanwhile. */
    async reconnected(shownNow: readonly StoredEvent[]) {
      const [asked, before] = [server.syncs.length, view()]
      chain.shown = shownNow
      server.connection.connect()
      await vi.waitFor(() => {
        if (server.syncs.length === asked) throw new Error('it didn’t ask again')
        // The server has it before the page has taken the answer.
        if (view() === before) throw new Error('it has not taken the answer')
      })
      await settled()
      return view()
    },
    async close() {
      follower.stop()
      await server.close()
    },
  }
}
