import { UnusableStore } from '../store/errors.ts'
import type { Store } from '../store/store.ts'
import type { StoreReads } from '../store/store-reads.ts'
import { type CopyMarker, noteMarker, readMarker } from './marker.ts'

/** `resumed`: an earlier run has marked it. */
export type SettledTarget = { readonly marker: CopyMarker; readonly resumed: boolean }

/**
 * Marks an empty target as an unfinished copy of the source, unless it is one already.
 * @throws UnusableStore as `requireTarget` does
 */
export async function settleTarget(source: Pick<StoreReads, 'setting'>, target: Store): Promise<SettledTarget> {
  const settled = await requireTarget(source, target)
  if (!settled.resumed) await noteMarker(target, settled.marker)
  return settled
}

/**
 * What is to be noted in the target, or is already.
 * @throws UnusableStore where there is no log in the source, or the target is neither empty nor an unfinished copy of it
 */
export async function requireTarget(source: Pick<StoreReads, 'setting'>, target: Store): Promise<SettledTarget> {
  const origin = await source.setting('origin')
  if (origin === null) throw new UnusableStore('There is no log in the source: no server was ever started on it. Nothing was copied.')
  const begun = await readMarker(target)
  if (begun !== null) {
    if (begun.origin === origin) return { marker: begun, resumed: true }
    throw new UnusableStore(`The target holds an unfinished copy of ${begun.origin}, and the source is ${origin}. Nothing was changed.`)
  }
  if (!(await isEmpty(target))) throw new UnusableStore('The target isn’t empty. A copy needs a store of its own. Nothing was changed.')
  return { marker: { origin, place: { source: null, target: null } }, resumed: false }
}

async function isEmpty(store: Store): Promise<boolean> {
  const [newest, settings, notes, accounts, number] = await Promise.all([
    store.newest(),
    store.settings(),
    store.notes(),
    store.accounts.count(),
    store.lastNumber(),
  ])
  return newest === null && settings.length === 0 && notes.length === 0 && accounts === 0 && number === 0
}
