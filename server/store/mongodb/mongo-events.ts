import type { Store } from '../store.ts'
import type { Connection } from './connection.ts'

export type EventParts = Omit<Store, 'proofs' | 'blocks' | 'readModels' | 'accounts' | 'sessions' | 'close'>

export function openMongoEvents(_connection: Connection): EventParts {
  const missing = () => Promise.reject(new Error('not built yet'))
  async function* none(): AsyncGenerator<never> {}
  return {
    append: missing,
    outcome: missing,
    head: missing,
    chain: none,
    chainPage: missing,
    aggregates: none,
    feed: none,
    newest: missing,
    events: missing,
    erase: missing,
    snapshot: missing,
    saveSnapshot: missing,
    nextNumber: missing,
    setting: missing,
    settleSetting: missing,
    noted: missing,
    note: missing,
    lease: missing,
    endLease: missing,
  }
}
