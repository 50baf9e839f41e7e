import { expect } from 'vitest'
import type { Aggregate } from '../../../core/events/names.ts'
import { exportBundle } from '../../../server/anchoring/export-bundle.ts'
import { compare } from '../../../server/copying/compare.ts'
import { type Copied, copyStore } from '../../../server/copying/copy-store.ts'
import { noteFinished } from '../../../server/copying/marker.ts'
import { isOfServer } from '../../../server/copying/own-notes.ts'
import { sideBySide } from '../../../server/copying/side-by-side.ts'
import type { Store } from '../../../server/store/store.ts'
import type { StoreReads } from '../../../server/store/store-reads.ts'
import { collect } from '../../contract/samples.ts'
import { dumpReadModels } from '../../support/read-model-dump.ts'
import { keptLog } from '../../support/world.ts'

/** Small batches, so that a small store takes many of them. */
const BATCH = { events: 20, characters: 20_000 }

export function copyInto(target: Store, source: StoreReads, now = Date.now): Promise<Copied> {
  return copyStore({ source, target, now, pause: async () => {}, log: keptLog(), onProgress: () => {}, batch: BATCH })
}

/** To the end: compared, and marked as whole. */
export async function copyWhole(target: Store, source: StoreReads): Promise<void> {
  await copyInto(target, source)
  await compare(source, target, () => {})
  await noteFinished(target)
}

/** The bundle of every history that has one, by the aggregate's name. */
export async function bundlesOf(store: StoreReads): Promise<ReadonlyMap<string, string>> {
  const bundles = new Map<string, string>()
  for (const { aggregate } of await collect(store.aggregates()))
    bundles.set(`${aggregate.type} ${aggregate.id}`, await bundleOf(store, aggregate))
  return new Map([...bundles].sort())
}

async function bundleOf(store: StoreReads, aggregate: Aggregate): Promise<string> {
  try {
    const pieces: string[] = []
    for await (const piece of await exportBundle(store, aggregate, {})) pieces.push(piece)
    return pieces.join('')
  } catch (error) {
    return String(error)
  }
}

/** Throws unless the copy holds everything that it is to hold, byte by byte. */
export async function expectSame(copy: Store, source: Store): Promise<void> {
  await compare(source, copy, () => {})
  await compare(copy, source, () => {})
  let events = 0
  for await (const pairs of sideBySide(source, copy, { source: null, target: null })) {
    for (const { source, target } of pairs) expect({ ...target, position: null }).toEqual({ ...source, position: null })
    events += pairs.length
  }
  expect(events).toBe((await collect(source.aggregates())).reduce((sum, { version }) => sum + version, 0))
  expect(await copy.settings()).toEqual(await source.settings())
  const ofLog = (notes: readonly { readonly name: string }[]) => notes.filter(({ name }) => !isOfServer(name))
  expect(ofLog(await copy.notes())).toEqual(ofLog(await source.notes()))
  expect(await copy.lastNumber()).toBe(await source.lastNumber())
  expect(await dumpReadModels(copy)).toEqual(await dumpReadModels(source))
  expect(await bundlesOf(copy)).toEqual(await bundlesOf(source))
  for (const { aggregate } of await collect(source.aggregates()))
    expect(await copy.proofs.keptProof(aggregate)).toEqual(await source.proofs.keptProof(aggregate))
}
