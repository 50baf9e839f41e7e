import type { AnchoringStatus, AnchorNowAnswer, Trouble } from '../../core/protocol/anchoring.ts'
import { KnownError } from '../../core/protocol/errors.ts'
import type { Log } from '../actors/live-aggregate.ts'
import type { Registry } from '../actors/registry.ts'
import type { Lease } from '../leases/lease.ts'
import type { Store } from '../store/store.ts'
import { AnchorPass } from './anchor-pass.ts'
import { anchorReader } from './anchor-reader.ts'
import { AnchorRequests, obstacleOf, sizeOf, transactionOf } from './anchor-requests.ts'
import { anchorWriter, LeaseLost } from './anchor-writer.ts'
import type { HeaderFollower } from './block-headers.ts'
import type { Epochs } from './epochs.ts'
import { readGenesis } from './genesis.ts'
import type { AnchorKey } from './keys.ts'
import { AFTER_FAILURE_MS, startLoop } from './loop.ts'
import { type AnchorNetwork, NetworkUnavailable } from './network.ts'
import { newestAnchorReader, type ReadNewestAnchor } from './newest-anchor.ts'
import { OtherNetwork, requireOwnNetwork } from './own-network.ts'
import { DEV_PACE, type Pace, REAL_PACE } from './pace.ts'
import type { Schedule } from './schedule.ts'
import { statusOf } from './status.ts'
import { StatusBoard } from './status-board.ts'
import type { AnchoringStatusSource } from './status-source.ts'
import { troubles as say } from './trouble-texts.ts'
import { Troubles } from './troubles.ts'
import { WishTaker } from './wish-taker.ts'
import { Wishes } from './wishes.ts'

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
   * Makes an epoch of what has changed, and has whichever server holds the lease make an anchor for it; resolves when that is recorded, and
   * before it is sent. Where it takes long, it is given up here, and made all the same.
   * @throws KnownError `anchoring_off`, `no_genesis_seal`; `other_network`, before anything is written; where something else is in the way,
   * with its text, `overloaded` if that passes by itself, and `conflict` if somebody has to see to it
   */
  anchorNow(): Promise<AnchorNowAnswer>
  /** Ends after the step under way. */
  close(): Promise<void>
}

/** How often a server without the lease looks at what the one with it has noted, and while somebody waits for that. */
const LOOK_MS = 2000
const LOOK_SOON_MS = 250
/** How often the one with the lease looks whether an anchor is wished for at another server. */
const WISH_LOOK_MS = 1000
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
  const wishes = new Wishes(store)
  const taker = new WishTaker(wishes, epochs)
  let genesis = await readGenesis(store)
  let closed = false
  /** While the lease is held. */
  let work: { readonly pass: AnchorPass; readonly troubles: Troubles } | null = null
  /** While somebody waits. */
  let readNewest: ReadNewestAnchor = async () => null

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
      const again = await pass.run(await taker.takeUp())
      // That nobody answers any more is no trouble then.
      if (closed) return 0
      genesis = pass.seen.genesis ?? genesis
      noteHeaderTrouble(troubles)
      troubles.set('pass', [])
      const newest = pass.seen.line?.anchors.at(-1) ?? null
      await taker.answer(sizeOf(newest), obstacleOf(troubles.list()))
      if (!requests.isEmpty) await requests.settle(newest, await wishes.answer())
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
    requests.failAll(interrupted())
    work?.troubles.set('pass', [say.failed(now() + AFTER_FAILURE_MS)])
    // Where it is the store that failed, those who ask other servers find that out by themselves.
    await taker.answer(0, obstacleOf(work?.troubles.list() ?? [])).catch(() => {})
    await publish()
  }

  /** What the one who holds the lease has noted is what this server shows. */
  async function follow(): Promise<number> {
    work = null
    genesis ??= await readGenesis(store)
    board.show((await board.read()) ?? present())
    if (requests.isEmpty) return LOOK_MS
    // In this order: what is answered by an anchor is found in the line then.
    const answer = await wishes.answer()
    await requests.settle(await readNewest(), answer)
    return LOOK_SOON_MS
  }

  /** Wakes the loop for wishes that were noted on other servers. */
  async function lookForWish(): Promise<number> {
    if (lease.isHolder() && (await taker.isAnother())) loop.wake()
    return WISH_LOOK_MS
  }

  function noteHeaderTrouble(troubles: Troubles): void {
    const found = headers?.trouble() ?? null
    // The pass finds that as well, and says what is to be done.
    const trouble = found?.code === 'other_network' ? null : found
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

  /** Whether this server's own way leads to the right network. Where nobody answers, whoever makes the anchors says so. */
  async function requireOwn(network: AnchorNetwork): Promise<void> {
    try {
      await requireOwnNetwork(store, origin, network)
    } catch (error) {
      if (error instanceof OtherNetwork) throw new KnownError('other_network', error.message)
      if (!(error instanceof NetworkUnavailable)) unforeseen(error)
    }
  }

  function unforeseen(error: unknown): never {
    if (error instanceof KnownError) throw error
    log.error({ err: error }, 'the newest anchor could not be read')
    throw interrupted()
  }

  const loop = startLoop({ pass, schedule, log })
  const wake = () => (anchoring === null ? board.show(present()) : loop.wake())
  const looking = startLoop({ pass: lookForWish, schedule, log })
  if (anchoring !== null) looking.wake()
  const stopListening = [lease.onChange(wake), epochs.onEpoch(wake), headers?.onChange(wake) ?? (() => {})]
  wake()

  return {
    status: () => board.status(),
    onStatus: listener => board.onStatus(listener),
    async anchorNow() {
      if (anchoring === null) throw new KnownError('anchoring_off')
      await requireOwn(anchoring.network)
      readNewest = newestAnchorReader({ store, origin, readAnchor, headers: anchoring.headers })
      const before = await readNewest().catch(unforeseen)
      const epoch = await epochs.makeNow()
      if (epoch === null) return { outcome: 'current', anchor: null }
      const answered = await wishes.answer()
      await wishes.note(deps.freshId())
      const answer = requests.wait({ size: epoch.index + 1, before: transactionOf(before), answered })
      loop.wake()
      return answer
    },
    async close() {
      closed = true
      for (const stop of stopListening) stop()
      requests.failAll(new KnownError('overloaded', CLOSING))
      await Promise.all([loop.close(), looking.close()])
    },
  }
}

function interrupted(): KnownError {
  const { text, next } = say.failed(0)
  return new KnownError('overloaded', `${text} ${next}`)
}
