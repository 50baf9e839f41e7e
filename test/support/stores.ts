import { StoreUnavailable } from '../../server/store/errors.ts'
import type { AppendResult, Commit, Store } from '../../server/store/store.ts'

/** A store whose appends go through `append`; everything else is the real store's. */
export function withAppend(
  store: Store,
  append: (commit: Commit, real: (commit: Commit) => Promise<AppendResult>) => Promise<AppendResult>,
): Store {
  return overlay(store, { append: commit => append(commit, real => store.append(real)) })
}

/** A store, or a part of one, with some of its calls replaced; the rest is the real one's. */
export function overlay<T extends object>(store: T, calls: Partial<T>): T {
  return new Proxy(store, {
    get(target, name) {
      if (Object.hasOwn(calls, name)) return Reflect.get(calls, name)
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** Calls that answer with pages, one after another. */
const STREAMS: readonly PropertyKey[] = ['chain', 'feed', 'aggregates', 'changedHeads', 'keptProofs', 'all']

/**
 * A store that dies at its n-th append (from 1): the server that uses it is as good as killed there. `stored` says whether the
 * append that kills it reaches the disk. Afterwards nothing works through it any more, its parts included; the real store goes on.
 */
export function dyingStore(store: Store, n: number, stored: boolean): { store: Store; readonly died: boolean } {
  let appends = 0
  let died = false
  const refuse = async (): Promise<never> => {
    throw new StoreUnavailable('the server was stopped here')
  }
  async function* refuseStream(): AsyncGenerator<never> {
    yield await refuse()
  }
  const mortal = <T extends object>(part: T): T =>
    new Proxy(part, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name)
        if (typeof value === 'object' && value !== null) return mortal(value)
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => {
          if (died) return STREAMS.includes(name) ? refuseStream() : refuse()
          return Reflect.apply(value, target, args)
        }
      },
    })
  async function append(commit: Commit): Promise<AppendResult> {
    if (died) return refuse()
    appends++
    if (appends < n) return store.append(commit)
    died = true
    if (stored) await store.append(commit)
    return refuse()
  }
  return {
    store: overlay(mortal(store), { append }),
    get died() {
      return died
    },
  }
}
