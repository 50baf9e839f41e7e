import type { Log } from '../actors/live-aggregate.ts'
import { project } from '../projections/projector.ts'
import type { Store } from '../store/store.ts'
import type { AfterStep } from './step.ts'

/** Makes what lists and pages read from a store's own feed, or goes on with it, up to the feed's end. */
export async function makeLists(store: Store, log: Log, onEvents: AfterStep): Promise<void> {
  const rows = await store.readModels.follow()
  for (let page = await store.feedPage(rows.cursor); page !== null; page = await store.feedPage(page.cursor)) {
    await project(store, rows, page, log)
    await onEvents(page.events.length)
  }
}
