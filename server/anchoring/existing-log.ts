import type { StoreReads } from '../store/store-reads.ts'
import { settleLogKey } from './keys.ts'

/** A log's name, and the verifier key that goes with it, as they stand in a store. */
export type ExistingLog = { readonly origin: string; readonly verifierKey: string | null }

class NotMade extends Error {}

/** The log of a store that is only looked at; null where no server has settled a name yet. Without a key where none was made. */
export async function existingLog({ setting }: Pick<StoreReads, 'setting'>): Promise<ExistingLog | null> {
  const origin = await setting('origin')
  if (origin === null) return null
  const notMade = () => {
    throw new NotMade()
  }
  try {
    const { verifierKey } = await settleLogKey({ setting, settleSetting: notMade }, origin, notMade)
    return { origin, verifierKey }
  } catch (error) {
    if (error instanceof NotMade) return { origin, verifierKey: null }
    throw error
  }
}
