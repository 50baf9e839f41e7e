import type { Log } from '../actors/live-aggregate.ts'
import type { Store } from '../store/store.ts'
import { project } from './projector.ts'
import { keepToldMark } from './told-mark.ts'

export type RebuildProgress = { readonly events: number }

/**
 * Throws the read models away and makes them again from the feed, up to what is the newest event now. Answers the number of events read.
 * Servers on the same database go on meanwhile: they follow the rows from where these are. @throws RowsBegunAnew where somebody else throws
 * them away before it is done
 */
export async function rebuildProjections(
  store: Store,
  log: Log,
  onProgress: (progress: RebuildProgress) => void = () => {},
): Promise<number> {
  await keepToldMark(store)
  await store.readModels.clear()
  const rows = await store.readModels.follow()
  const newest = await store.newest()
  if (newest === null) return 0
  const stop = new AbortController()
  let events = 0
  for await (const page of store.feed(null, stop.signal)) {
    await project(store, rows, page, log)
    events += page.events.length
    onProgress({ events })
    if (page.cursor >= newest) stop.abort()
  }
  return events
}
