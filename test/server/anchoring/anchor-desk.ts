import { randomUUID } from 'node:crypto'
import { onTestFinished, vi } from 'vitest'
import { type AnchorSnapshot, anchorStateOf } from '../../../core/anchor/machine.ts'
import type { AnchorRow } from '../../../core/anchor/row.ts'
import { anchorRowOf } from '../../../core/anchor/view.ts'
import { checkSealLine } from '../../../core/proof/bundle/seal-line.ts'
import type { TroubleCode } from '../../../core/protocol/anchoring.ts'
import { anchorReader } from '../../../server/anchoring/anchor-reader.ts'
import { type Anchoring, type AnchoringDeps, startAnchoring } from '../../../server/anchoring/anchoring.ts'
import { followHeaders } from '../../../server/anchoring/block-headers.ts'
import { startEpochs } from '../../../server/anchoring/epochs.ts'
import { genesisCoin, readGenesis } from '../../../server/anchoring/genesis.ts'
import { type AnchorKey, settleAnchorKey, settleLogKey } from '../../../server/anchoring/keys.ts'
import { LineReader } from '../../../server/anchoring/line.ts'
import type { DevNetwork } from '../../../server/anchoring/networks/dev/dev-network.ts'
import { networkAt } from '../../../server/anchoring/networks/real-network.ts'
import { requireOwnNetwork } from '../../../server/anchoring/own-network.ts'
import type { Pace } from '../../../server/anchoring/pace.ts'
import { timerSchedule } from '../../../server/anchoring/schedule.ts'
import { holdLease } from '../../../server/leases/lease.ts'
import { ANCHORING_LEASE } from '../../../server/leases/names.ts'
import { createNativeHashing } from '../../../server/native-hashing.ts'
import { startProjections } from '../../../server/projections/projections.ts'
import type { Store } from '../../../server/store/store.ts'
import { createTicket, keptLog, ORIGIN, startRegistry } from '../../support/world.ts'

/** Everything soon, as the network is in this process. */
const PACE: Pace = { pollMs: 20, retryMs: 20, longestMs: 150, patienceMs: 120, attemptMs: 40 }
const LOG_SEED = '5e'.repeat(32)
const ANCHOR_KEY = '11'.repeat(32)
/** The development network's key is made of "random" bytes once; here they are known. */
const secrets = (bytes: number) => (bytes === 32 ? LOG_SEED : 'aa'.repeat(bytes))

export async function anchorKey(store: Store): Promise<AnchorKey> {
  return settleAnchorKey(store, 'dev', null, () => ANCHOR_KEY)
}

export type DeskOptions = {
  readonly fetch?: typeof fetch
  readonly holder?: string
  readonly anchorSeconds?: number
  readonly ttlMs?: number
  readonly now?: () => number
  readonly lease?: AnchoringDeps['lease']
}

/** One server's anchoring, with everything that it needs, upon a store and a development network. Closed when the test is over. */
export async function openDesk(store: Store, dev: Pick<DevNetwork, 'arcUrl' | 'whatsOnChainUrl'>, options: DeskOptions = {}) {
  const { fetch: fetched = fetch, holder = 'desk', anchorSeconds = 0, ttlMs = 10_000, now = Date.now } = options
  const log = keptLog()
  const time = { now, monotonic: () => performance.now(), schedule: timerSchedule, log, freshId: randomUUID }
  const addresses = { arcUrl: dev.arcUrl, whatsOnChainUrl: dev.whatsOnChainUrl, arcApiKey: null, whatsOnChainApiKey: null }
  const network = networkAt({ name: 'dev', ...addresses, fetch: fetched, schedule: timerSchedule, intervalMs: 0 })
  const logKey = await settleLogKey(store, ORIGIN, secrets)
  const key = await anchorKey(store)
  const requireOwn = () => requireOwnNetwork(store, ORIGIN, network)
  const headers = await followHeaders({ chain: network.chain, headers: store.blocks, network: 'dev', pollMs: 20, requireOwn, ...time })
  const registry = startRegistry(store, { log, block: () => headers.newest()?.hash ?? null, now })
  const lease = options.lease ?? (await holdLease({ store, name: ANCHORING_LEASE, holder, ttlMs, ...time }))
  const epochs = await startEpochs({
    store,
    origin: ORIGIN,
    logKey,
    hashing: createNativeHashing(),
    newestBlock: () => headers.newest()?.hash ?? null,
    pause: async () => {},
    epochMs: 100,
    lease: { isHolder: () => false },
    tidy: async () => {},
    ...time,
  })
  const projections = await startProjections(store, log)
  const anchoring = await startAnchoring({
    store,
    registry,
    origin: ORIGIN,
    logKey: logKey.verifierKey,
    epochSeconds: 10,
    anchorSeconds,
    epochs,
    anchoring: { network, headers, key },
    lease,
    pace: PACE,
    ...time,
  })
  let isOpen = true
  async function close(): Promise<void> {
    if (!isOpen) return
    isOpen = false
    await anchoring.close()
    await epochs.close()
    await headers.close()
    if ('close' in lease && typeof lease.close === 'function') await lease.close()
    await registry.close().catch(() => {})
    await projections.close()
  }
  onTestFinished(close)
  return { store, anchoring, epochs, registry, projections, key, logKey, headers, network, log, close }
}

export type Desk = Awaited<ReturnType<typeof openDesk>>

/** Somebody writes something, and asks for an anchor of it. */
export async function anchorSomething(desk: Desk): Promise<AnchorRow> {
  await createTicket(desk.registry)
  const { outcome, anchor } = await desk.anchoring.anchorNow()
  if (outcome !== 'new' || anchor === null) throw new Error(`the answer is ${outcome}`)
  return anchor
}

/** Waits until something holds, and tells what is so instead where it doesn't come to hold. */
export async function until(holds: () => Promise<void> | void): Promise<void> {
  await vi.waitFor(holds, { timeout: 15_000, interval: 10 })
}

/** The line as its own chains in the store have it, from the genesis seal on. Nothing live, and no read model, is asked. */
export async function readLine(store: Store): Promise<readonly AnchorRow[]> {
  const genesis = await readGenesis(store)
  if (genesis === null) return []
  const registry = startRegistry(store)
  const snapshots = new Map<string, AnchorSnapshot>()
  const read = anchorReader(registry, store)
  const deps = {
    origin: ORIGIN,
    async readAnchor(id: string) {
      const snapshot = await read(id)
      snapshots.set(id, snapshot)
      return snapshot
    },
    readModels: { listAnchors: async () => ({ items: [], next: null }) },
    headers: { newest: () => null, confirmations: async () => null },
  }
  const { anchors } = await new LineReader(deps, genesisCoin(genesis)).read()
  await registry.close()
  return anchors.flatMap(({ id }) => {
    const snapshot = snapshots.get(id)
    const row = snapshot === undefined ? null : anchorRowOf(id, snapshot)
    return row === null ? [] : [row]
  })
}

/** Throws where the anchors in the store aren't one line of seals without a gap, with checkpoints of one log that only grows. */
export async function checkLine(store: Store): Promise<readonly AnchorRow[]> {
  const rows = await readLine(store)
  const genesis = await readGenesis(store)
  const { verifierKey } = await settleLogKey(store, ORIGIN, secrets)
  if (genesis === null) return rows
  checkSealLine({ from: genesis.seal, seals: rows.map(({ transaction }) => transaction), logKey: verifierKey, covering: null })
  let anchors = 0
  for await (const page of store.aggregates()) anchors += page.filter(({ aggregate }) => aggregate.type === 'anchor').length
  if (anchors !== rows.length) throw new Error(`${anchors} anchors are stored, and ${rows.length} of them are in the line`)
  return rows
}

/** Waits until the anchors of the line have come to these states, in order. */
export function untilStates(store: Store, ...states: readonly string[]): Promise<void> {
  return until(async () => {
    const found = (await readLine(store)).map(({ state }) => state)
    if (found.join() !== states.join()) throw new Error(`the line is ${found.join() || 'empty'}, not ${states.join()}`)
  })
}

export function untilTrouble({ anchoring }: { readonly anchoring: Anchoring }, ...codes: readonly TroubleCode[]): Promise<void> {
  return until(() => {
    const found = anchoring.status().troubles.map(({ code }) => code)
    if (found.join() !== codes.join()) throw new Error(`the troubles are ${found.join() || 'none'}, not ${codes.join() || 'none'}`)
  })
}

export async function stateOf(desk: Desk, id: string): Promise<string> {
  return anchorStateOf((await desk.registry.anchor(id)).snapshot)
}

/** The types of the events in an anchor's chain. */
export async function storyOf(store: Store, id: string): Promise<readonly string[]> {
  const story: string[] = []
  for await (const events of store.chain({ type: 'anchor', id }, 0)) {
    for (const { header } of events) story.push(header.split('\n')[5]?.split(' ')[0] ?? '')
  }
  return story
}
