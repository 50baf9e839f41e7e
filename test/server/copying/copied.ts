import { expect } from 'vitest'
import type { Aggregate } from '../../../core/events/names.ts'
import { exportBundle } from '../../../server/anchoring/export-bundle.ts'
import { requireAtRest } from '../../../server/copying/at-rest.ts'
import { compare } from '../../../server/copying/compare.ts'
import { type Copied, copyStore } from '../../../server/copying/copy-store.ts'
import { noteFinished } from '../../../server/copying/marker.ts'
import { isOfServer } from '../../../server/copying/own-notes.ts'
import { sideBySide } from '../../../server/copying/side-by-side.ts'
import { StoreUnavailable } from '../../../server/store/errors.ts'
import type { Store } from '../../../server/store/store.ts'
import type { StoreReads } from '../../../server/store/store-reads.ts'
import { collect } from '../../contract/samples.ts'
import { dumpReadModels } from '../../support/read-model-dump.ts'
import { keptLog } from '../../support/world.ts'

/** Small batches, so that a small store takes many of them. */
const BATCH = { events: 20, characters: 20_000 }

export async function copyInto(target: Store, source: StoreReads, wait = async () => {}): Promise<Copied> {
  const rest = await requireAtRest(source, wait)
  return copyStore({ source, target, rest, pause: async () => {}, log: keptLog(), onProgress: () => {}, batch: BATCH })
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

/** Every call that changes a store, as a copy makes them. */
const WRITES: readonly PropertyKey[] = [
  'appendAll',
  'note',
  'erase',
  'putMapNodes',
  'stage',
  'commitEpoch',
  'pruneMap',
  'keepProofs',
  'replace',
  'settleSetting',
  'skipNumbers',
  'claim',
  'setPassword',
  'apply',
]
/** What becomes of the write at which the process is killed; half of what is appended at once can be there. */
export type LastWrite = 'lost' | 'done' | 'half'

/** A store on which the n-th write (from 1) is the last thing that is done: whoever writes is as good as killed there. */
export function dyingAtWrite(store: Store, n: number, last: LastWrite): { readonly store: Store; readonly died: boolean } {
  let writes = 0
  let died = false
  const refuse = async (): Promise<never> => {
    throw new StoreUnavailable('the copy was killed here')
  }
  const mortal = <T extends object>(part: T): T =>
    new Proxy(part, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name)
        if (typeof value === 'object' && value !== null) return mortal(value)
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => {
          if (died) return STREAMS.includes(name) ? refused() : refuse()
          if (!WRITES.includes(name) || ++writes < n) return Reflect.apply(value, target, args)
          died = true
          if (last === 'lost') return refuse()
          const done = last === 'half' && Array.isArray(args[0]) ? [args[0].slice(0, Math.ceil(args[0].length / 2))] : args
          return Reflect.apply(value, target, done).then(refuse)
        }
      },
    })
  async function* refused(): AsyncGenerator<never> {
    yield await refuse()
  }
  return {
    store: mortal(store),
    get died() {
      return died
    },
  }
}
const STREAMS: readonly PropertyKey[] = ['aggregates', 'all', 'changedHeads', 'chain', 'keptProofs']
