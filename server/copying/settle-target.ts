import { UnusableStore } from '../store/errors.ts'
import type { Store } from '../store/store.ts'
import type { StoreReads } from '../store/store-reads.ts'
import { type CopyMarker, noteMarker, readMarker } from './marker.ts'

/**
 * Marks an empty target as an unfinished copy of the source, or finds that it is one already.
 * @throws UnusableStore where there is no log in the source, or the target holds anything else
 */
export async function settleTarget(
  source: Pick<StoreReads, 'setting'>,
  target: Store,
): Promise<{ readonly marker: CopyMarker; readonly resumed: boolean }> {
  const origin = await source.setting('origin')
  if (origin === null) throw new UnusableStore('There is no log in the source: no server was ever started on it. Nothing was copied.')
  const begun = await readMarker(target)
  if (begun !== null) {
    if (begun.origin === origin) return { marker: begun, resumed: true }
    throw new UnusableStore(`The target holds an unfinished copy of ${begun.origin}, and the source is ${origin}. Nothing was changed.`)
  }
  if (!(await isEmpty(target))) throw new UnusableStore('The target isn’t empty. A copy needs a store of its own. Nothing was changed.')
  const marker: CopyMarker = { origin, place: { source: null, target: null } }
  await noteMarker(target, marker)
  return { marker, resumed: false }
}

async function isEmpty({ newest, settings, notes, accounts, lastNumber }: Store): Promise<boolean> {
  const [event, set, noted, people, numbers] = await Promise.all([newest(), settings(), notes(), accounts.count(), lastNumber()])
  return event === null && set.length === 0 && noted.length === 0 && people === 0 && numbers === 0
}
