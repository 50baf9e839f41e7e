import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import type { Hashing } from '../../core/events/hash.ts'
import { formatCheckpoint } from '../../core/proof/log/checkpoint.ts'
import { formatEpoch, parseEpoch } from '../../core/proof/log/epoch-record.ts'
import { completedBy, leafHash, rootOf } from '../../core/proof/log/tree.ts'
import { EMPTY, headValue, mapKey } from '../../core/proof/map/keys.ts'
import { type MapChange, updateMap } from '../../core/proof/map/update.ts'
import type { Log } from '../actors/live-aggregate.ts'
import type { Epoch } from '../store/proofs.ts'
import type { Store } from '../store/store.ts'
import { ChangedHeads } from './changed-heads.ts'
import { completedHashes } from './completed-hashes.ts'
import type { LogKey } from './keys.ts'
import { storedNodes } from './stored-nodes.ts'
import { unhurried } from './unhurried.ts'

/** Changed heads that are put into the map at once. */
const CHUNK = 5000
/** Aggregates that one epoch changes at most, so that its making takes a bounded memory; what is left waits for the next one. */
const MOST_CHANGES = 100_000

export type EpochDeps = {
  readonly store: Pick<Store, 'feed' | 'newest' | 'proofs'>
  readonly origin: string
  readonly logKey: LogKey
  readonly hashing: Hashing
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** A fresh random UUID. */
  readonly freshId: () => string
  /** Hash of the newest block header known; null where there is none. */
  readonly newestBlock: () => string | null
  /** Lets others have their turn between two steps of long work. */
  readonly pause: () => Promise<void>
  readonly log: Log
  readonly chunk?: number
  readonly mostChanges?: number
}

export type Attempt =
  | { readonly kind: 'made'; readonly epoch: Epoch }
  /** Up to `readTo` nothing has changed but anchors. */
  | { readonly kind: 'nothing'; readonly readTo: string | null }
  /** Somebody else made the epoch first. */
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'stopped' }

/**
 * Tries to make the epoch after `base`, of what the store holds up to `target` (a cursor). It only counts once it is committed, in one step:
 * an attempt that ends before that has changed nothing, and the next one starts anew. Specification, sections 4, 5 and 9.15.
 * @throws StoreUnavailable
 */
export async function attemptEpoch(deps: EpochDeps, base: Epoch | null, target: string, stop: AbortSignal): Promise<Attempt> {
  const { store, origin, hashing, log, pause, chunk = CHUNK, mostChanges = MOST_CHANGES } = deps
  const index = base === null ? 0 : base.index + 1
  const attempt = deps.freshId()
  const nodes = storedNodes(store.proofs)
  const changed = new ChangedHeads({
    origin,
    hashing,
    headsBefore: async aggregates => (base === null ? aggregates.map(() => null) : store.proofs.headsAt(aggregates, base.index)),
    pause,
    log,
  })
  let root: Uint8Array = base === null ? EMPTY : hexToBytes(base.mapRoot)
  let cursor = base?.cursor ?? null

  async function putIntoMap(): Promise<void> {
    const heads = changed.take()
    if (heads.length === 0) return
    const entries: MapChange[] = []
    await unhurried(heads, pause, ({ aggregate, version, hash }) => {
      entries.push({ key: mapKey(aggregate), value: headValue(aggregate, version, hash) })
    })
    const update = await updateMap(root, entries, nodes, pause)
    await store.proofs.putMapNodes(update.added)
    await store.proofs.stage({ index, attempt, heads, stale: update.stale })
    root = update.root
  }

  for await (const page of store.feed(cursor, stop)) {
    await changed.add(page.events)
    cursor = page.cursor
    if (changed.waiting >= chunk) await putIntoMap()
    if (cursor >= target || (changed.others && changed.known >= mostChanges)) break
    await pause()
  }
  if (stop.aborted) return { kind: 'stopped' }
  if (!changed.others || cursor === null) return { kind: 'nothing', readTo: cursor }
  await putIntoMap()

  const counted = { aggregates: (base?.aggregates ?? 0) + changed.aggregates, versions: (base?.versions ?? 0) + changed.versions }
  const mapRoot = bytesToHex(root)
  // Whoever checks a store relies on times that don't fall from one epoch to the next, also where a clock is ahead, or was set back.
  const before = base === null ? 0 : Date.parse(parseEpoch(base.record).time)
  const time = new Date(Math.max(deps.now(), before)).toISOString()
  const record = formatEpoch({ origin, index, time, mapRoot, ...counted, block: deps.newestBlock() })
  const epoch = { index, record, mapRoot, ...counted, ...(await logHead(deps, index, record)), cursor, attempt }
  return (await store.proofs.commitEpoch(epoch)) ? { kind: 'made', epoch } : { kind: 'overtaken' }
}

/** What the log becomes with a record as its newest leaf: the hashes that it completes, and the signed checkpoint. */
async function logHead({ store, origin, logKey }: EpochDeps, index: number, record: string) {
  const size = index + 1
  const completed = await completedBy(index, leafHash(record), completedHashes(store.proofs))
  const root = await rootOf(size, completedHashes(store.proofs, { index, completed }))
  return { completed, checkpoint: logKey.sign(formatCheckpoint({ origin, size, root })) }
}
