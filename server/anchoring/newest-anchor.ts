import type { Store } from '../store/store.ts'
import { genesisCoin, readGenesis } from './genesis.ts'
import { type LineAnchor, type LineDeps, LineReader } from './line.ts'

export type ReadNewestAnchor = () => Promise<LineAnchor | null>

/**
 * The anchor at the end of the line, as the store has it; null where there is none. For some looks in a row: of an anchor in a block that changes
 * meanwhile it isn't told.
 */
export function newestAnchorReader(deps: Omit<LineDeps, 'readModels'> & { readonly store: Store }): ReadNewestAnchor {
  let reader: LineReader | null = null
  return async () => {
    if (reader === null) {
      const genesis = await readGenesis(deps.store)
      if (genesis === null) return null
      reader = new LineReader({ ...deps, readModels: deps.store.readModels }, genesisCoin(genesis))
    }
    return (await reader.read()).anchors.at(-1) ?? null
  }
}
