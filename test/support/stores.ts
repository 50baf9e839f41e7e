import { StoreUnavailable } from '../../server/store/errors.ts'
import type { AppendResult, Commit, Store } from '../../server/store/store.ts'

/** A store whose appends go through `append`; everything else is the real store's. */
export function withAppend(
  store: Store,
  append: (commit: Commit, real: (commit: Commit) => Promise<AppendResult>) => Promise<AppendResult>,
): Store {
  return overlay(store, { append: commit => append(commit, real => store.append(real)) })
}

/** A store with some of its calls replaced; the rest is the real store's. */
export function overlay(store: Store, calls: Partial<Store>): Store {
  return new Proxy(store, {
    get(target, name) {
      if (Object.hasOwn(calls, name)) return Reflect.get(calls, name)
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/**
 * A store that dies at its n-th append (from 1): the server that uses it is as good as killed there. `stored` says whether the
 * append that kills it reaches the disk. Afterwards nothing works through it any more; the real store goes on.
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
  const dying = new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      if (name === 'append') {
        return async (commit: Commit) => {
          if (died) return refuse()
          appends++
          if (appends < n) return target.append(commit)
          died = true
          if (stored) await target.append(commit)
          return refuse()
        }
      }
      if (name === 'chain' || name === 'feed' || name === 'aggregates') {
        return (...args: unknown[]) => (died ? refuseStream() : Reflect.apply(value, target, args))
      }
      return (...args: unknown[]) => (died ? refuse() : Reflect.apply(value, target, args))
    },
  })
  return {
    store: dying,
    get died() {
      return died
    },
  }
}
