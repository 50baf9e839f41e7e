import type { AnchoringStatus, AnchorNowAnswer, Trouble } from '../../core/protocol/anchoring.ts'
import { KnownError } from '../../core/protocol/errors.ts'
import type { Log } from '../actors/live-aggregate.ts'
import type { Registry } from '../actors/registry.ts'
import type { Lease } from '../leases/lease.ts'
import type { Store } from '../store/store.ts'
import { AnchorPass } from './anchor-pass.ts'
import { anchorReader } from './anchor-reader.ts'
import { AnchorRequests } from './anchor-requests.ts'
import { anchorWriter, LeaseLost } from './anchor-writer.ts'
import type { HeaderFollower } from './block-headers.ts'
import type { Epochs } from './epochs.ts'
import { readGenesis } from './genesis.ts'
import type { AnchorKey } from './keys.ts'
import { AFTER_FAILURE_MS, startLoop } from './loop.ts'
import type { AnchorNetwork } from './network.ts'
import { DEV_PACE, type Pace, REAL_PACE } from './pace.ts'
import type { Schedule } from './schedule.ts'
import { statusOf } from './status.ts'
import { StatusBoard } from './status-board.ts'
import type { AnchoringStatusSource } from './status-source.ts'
import { troubles as say } from './trouble-texts.ts'
import { Troubles } from './troubles.ts'

export type AnchoringDeps = {
  readonly store: Store
  readonly registry: Pick<Registry, 'anchor' | 'anchorCommand'>
  readonly origin: string
  /** The log's verifier key. */
  readonly logKey: string
  readonly epochSeconds: number
  /** 0: only on demand. */
  readonly anchorSeconds: number
  readonly epochs: Pick<Epochs, 'newest' | 'makeNow' | 'onEpoch'>
  /** Null with ANCHOR_NETWORK=none: there are epochs, and no anchors. Whoever opened the network closes it. */
  readonly anchoring: { readonly network: AnchorNetwork; readonly headers: HeaderFollower; readonly key: AnchorKey } | null
  /** One lease for epochs and anchors. */
  readonly lease: Pick<Lease, 'isHolder' | 'onChange'>
  readonly now: () => number
  readonly schedule: Schedule
  readonly freshId: () => string
  readonly log: Log
  readonly pace?: Pace
}

/** The line of anchors, going on by itself on the server that holds the lease. */
export interface Anchoring extends AnchoringStatusSource {
  /**
   * Makes an epoch of what has changed, and an anchor for it; resolves when that is recorded, and before it is sent.
   * @throws KnownError `anchoring_off`, `no_genesis_seal`; where something else is in the way, with its text, `overloaded` if that passes by
   * itself, and `conflict` if somebody has to see to it
   */
  anchorNow(): Promise<AnchorNowAnswer>
  /** Ends after the step under way. */
  close(): Promise<void>
}

/** How often a server without the lease looks at what the one with it has noted. */
const LOOK_MS = 2000
const ELSEWHERE = 'Another server makes the anchors at this moment. Try again in a few seconds.'
const CLOSING = 'The server is stopping.'

export async function startAnchoring(deps: AnchoringDeps): Promise<Anchoring> {
  const { store, origin, logKey, epochs, anchoring, lease, now, schedule, log, epochSeconds, anchorSeconds } = deps
  const { network = null, headers = null, key = null } = anchoring ?? {}
  const pace = deps.pace ?? (network?.name === 'dev' ? DEV_PACE : REAL_PACE)
  const fixed = {
    network: network?.name ?? 'none',
    anchorSeconds,
    epochSeconds,
    logKey,
    address: key?.address ?? null,
    explorer: network?.explorer ?? null,
  } as const
  const readAnchor = anchorReader(deps.registry, store)
  const record = anchorWriter(deps)
  const requests = new AnchorRequests(schedule, readAnchor)
  let genesis = await readGenesis(store)
  let closed = false
  /** While the lease is held. */
  let work: { readonly pass: AnchorPass; readonly troubles: Troubles } | null = null

  const board = new StatusBoard(store, log, present())
  if (anchoring !== null) board.show((await board.read()) ?? present())

  function present(): AnchoringStatus {
    const line = work?.pass.seen.line ?? null
    const troubles: readonly Trouble[] = work?.troubles.list() ?? []
    const tip = headers?.newest() ?? null
    return statusOf({ fixed, genesis, line, feeRate: work?.pass.feeRate ?? null, epoch: epochs.newest(), tip, troubles })
  }

  async function takeOver(): Promise<NonNullable<typeof work>> {
    if (work !== null) return work
    if (anchoring === null) throw new KnownError('anchoring_off')
    // What the one before noted would be nice to go on from; where the store doesn't answer, the pass itself says so.
    const noted = await board.read().catch(() => null)
    const troubles = new Troubles(now, noted?.troubles ?? [])
    const newestEpoch = () => epochs.newest()
    const anchorMs = anchorSeconds * 1000
    const pass = new AnchorPass({ ...anchoring, store, origin, logKey, readAnchor, record, newestEpoch, anchorMs, troubles, now, pace })
    work = { pass, troubles }
    return work
  }

  async function pass(): Promise<number> {
    if (!lease.isHolder()) return follow()
    try {
      const { pass, troubles } = await takeOver()
      const again = await pass.run(!requests.isEmpty)
      // That nobody answers any more is no trouble then.
      if (closed) return 0
      genesis = pass.seen.genesis ?? genesis
      noteHeaderTrouble(troubles)
      troubles.set('pass', [])
      await requests.settle(pass.seen.line, troubles.list())
      await publish()
      return again
    } catch (error) {
      if (error instanceof LeaseLost) return 0
      await failed()
      throw error
    }
  }

  /** Nobody waits for what may fail again; the loop tells the log why. */
  async function failed(): Promise<void> {
    if (closed) return
    const { text, next } = say.failed(0)
    requests.failAll(new KnownError('overloaded', `${text} ${next}`))
    work?.troubles.set('pass', [say.failed(now() + AFTER_FAILURE_MS)])
    await publish()
  }

  /** What the one who holds the lease has noted is what this server shows. */
  async function follow(): Promise<number> {
    work = null
    requests.failAll(new KnownError('overloaded', ELSEWHERE))
    genesis ??= await readGenesis(store)
    board.show((await board.read()) ?? present())
    return LOOK_MS
  }

  function noteHeaderTrouble(troubles: Troubles): void {
    const trouble = headers?.trouble() ?? null
    const next = 'It is asked again by itself. Until it fits, no anchor counts as mined.'
    troubles.set(
      'headers',
      trouble === null ? [] : [{ code: trouble.code, anchor: null, text: trouble.text, next, retryAt: trouble.retryAt }],
    )
  }

  async function publish(): Promise<void> {
    const status = present()
    board.show(status)
    if (lease.isHolder()) await board.note(status)
  }

  const loop = startLoop({ pass, schedule, log })
  const wake = () => (anchoring === null ? board.show(present()) : loop.wake())
  const stopListening = [lease.onChange(wake), epochs.onEpoch(wake), headers?.onChange(wake) ?? (() => {})]
  wake()

  return {
    status: () => board.status(),
    onStatus: listener => board.onStatus(listener),
    async anchorNow() {
      if (anchoring === null) throw new KnownError('anchoring_off')
      if (!lease.isHolder()) throw new KnownError('overloaded', ELSEWHERE)
      const since = now()
      const epoch = await epochs.makeNow()
      if (epoch === null) return { outcome: 'current', anchor: null }
      const answer = requests.wait(epoch.index + 1, since)
      loop.wake()
      return answer
    },
    async close() {
      closed = true
      for (const stop of stopListening) stop()
      requests.failAll(new KnownError('overloaded', CLOSING))
      await loop.close()
    },
  }
}
