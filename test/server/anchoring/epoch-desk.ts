import { randomUUID } from 'node:crypto'
import { hexToBytes } from '@noble/hashes/utils.js'
import type { Aggregate } from '../../../core/events/names.ts'
import { openCheckpoint } from '../../../core/proof/log/checkpoint.ts'
import { parseEpoch } from '../../../core/proof/log/epoch-record.ts'
import { consistencyPath, inclusionPath, leafHash, rootOf, verifyConsistency, verifyInclusion } from '../../../core/proof/log/tree.ts'
import { proveHead } from '../../../core/proof/map/find.ts'
import { headValue, mapKey } from '../../../core/proof/map/keys.ts'
import { rootFromInclusion } from '../../../core/proof/map/prove.ts'
import { mapRoot } from '../../../core/proof/map/root.ts'
import { completedHashes } from '../../../server/anchoring/completed-hashes.ts'
import { type EpochsOptions, startEpochs } from '../../../server/anchoring/epochs.ts'
import { settleLogKey } from '../../../server/anchoring/keys.ts'
import { storedNodes } from '../../../server/anchoring/stored-nodes.ts'
import { createNativeHashing } from '../../../server/native-hashing.ts'
import { StoreUnavailable } from '../../../server/store/errors.ts'
import type { Epoch, MappedHead, ProofStore } from '../../../server/store/proofs.ts'
import type { Store } from '../../../server/store/store.ts'
import { ORIGIN, uuid } from '../../contract/samples.ts'
import { ManualTime } from '../../support/manual-time.ts'
import { overlay } from '../../support/stores.ts'
import { keptLog } from '../../support/world.ts'

export const SEED = '5e'.repeat(32)

export function anchor(n: number): Aggregate {
  return { type: 'anchor', id: uuid(n) }
}

/** Epochs upon a store, by a clock of their own. They aren't made by themselves unless `held` says so. */
export async function openEpochs(store: Store, options: Partial<EpochsOptions> & { held?: boolean } = {}) {
  const { held = false, ...rest } = options
  const time = new ManualTime()
  const log = keptLog()
  const logKey = await settleLogKey(store, ORIGIN, () => SEED)
  const epochs = await startEpochs({
    store,
    origin: ORIGIN,
    logKey,
    hashing: createNativeHashing(),
    now: time.now,
    schedule: time.schedule,
    freshId: randomUUID,
    newestBlock: () => null,
    pause: async () => {},
    log,
    epochMs: 10_000,
    lease: { isHolder: () => held },
    tidy: async () => {},
    ...rest,
  })
  return { ...epochs, time, log, verifierKey: logKey.verifierKey }
}

/** Every head that the events up to a cursor lead to, read anew from the feed. */
export async function headsUpTo(store: Store, cursor: string): Promise<readonly MappedHead[]> {
  const heads = new Map<string, MappedHead>()
  const stop = new AbortController()
  for await (const page of store.feed(null, stop.signal)) {
    for (const { header, hash } of page.events.filter(({ position }) => position <= cursor)) {
      const [, , aggregate = '', version = ''] = header.split('\n')
      const [type = '', id = ''] = aggregate.split(' ')
      heads.set(aggregate, { aggregate: { type, id }, version: Number(version), hash })
    }
    if (page.cursor >= cursor) break
  }
  stop.abort()
  return [...heads.values()]
}

/** Throws where an epoch isn't what it must be by what the store holds: its map, its record, its place in the log, its checkpoint. */
export async function checkEpoch(store: Store, epoch: Epoch, verifierKey: string): Promise<void> {
  const heads = await headsUpTo(store, epoch.cursor)
  const sum = heads.reduce((total, { version }) => total + version, 0)
  const record = parseEpoch(epoch.record)
  equal(record, {
    origin: ORIGIN,
    index: epoch.index,
    time: record.time,
    mapRoot: mapRoot(heads),
    aggregates: heads.length,
    versions: sum,
    block: record.block,
  })
  equal(
    { mapRoot: epoch.mapRoot, aggregates: epoch.aggregates, versions: epoch.versions },
    { mapRoot: record.mapRoot, aggregates: heads.length, versions: sum },
  )
  const hashes = completedHashes(store.proofs)
  const size = epoch.index + 1
  const { root } = openCheckpoint(epoch.checkpoint, verifierKey)
  equal(root, await rootOf(size, hashes))
  equal(verifyInclusion(epoch.index, size, leafHash(epoch.record), await inclusionPath(epoch.index, size, hashes), root), true)
  for (let first = 1; first < size; first++) {
    const before = openCheckpoint((await store.proofs.epoch(first - 1))?.checkpoint ?? '', verifierKey)
    equal(before.size, first)
    equal(verifyConsistency(first, size, before.root, root, await consistencyPath(first, size, hashes)), true)
  }
}

/** Throws unless every head of an epoch can be proven from the nodes that the store holds. */
export async function checkMapProofs(store: Store, epoch: Epoch): Promise<void> {
  for (const { aggregate, version, hash } of await headsUpTo(store, epoch.cursor)) {
    const key = mapKey(aggregate)
    const { siblings } = await proveHead(hexToBytes(epoch.mapRoot), key, storedNodes(store.proofs))
    equal(rootFromInclusion(key, headValue(aggregate, version, hash), siblings), epoch.mapRoot)
  }
}

/** Every epoch of a store, each checked. */
export async function checkLog(store: Store, verifierKey: string): Promise<readonly Epoch[]> {
  const epochs = await store.proofs.epochs(0, 1000)
  equal(
    epochs.map(({ index }) => index),
    epochs.map((_, i) => i),
  )
  for (const epoch of epochs) await checkEpoch(store, epoch, verifierKey)
  return epochs
}

export function made(epoch: Epoch | null): Epoch {
  if (epoch === null) throw new Error('there is no epoch')
  return epoch
}

/**
 * A store that dies at the n-th call (from 1) of one of its proofs' calls; `reached` says whether that call still does its work. Afterwards
 * no proofs' call works through it any more; the real store goes on.
 */
export function dyingProofs(store: Store, call: keyof ProofStore, n: number, reached: boolean): { store: Store; readonly died: boolean } {
  let calls = 0
  let died = false
  const refuse = async (): Promise<never> => {
    throw new StoreUnavailable('the server was stopped here')
  }
  const proofs = new Proxy(store.proofs, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return async (...args: unknown[]) => {
        if (died) return refuse()
        if (name !== call || ++calls < n) return Reflect.apply(value, target, args)
        died = true
        if (reached) await Reflect.apply(value, target, args)
        return refuse()
      }
    },
  })
  return {
    store: overlay(store, { proofs }),
    get died() {
      return died
    },
  }
}

function equal(actual: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (a !== b) throw new Error(`${a} is not ${b}`)
}
