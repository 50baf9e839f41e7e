import type { BlockHeaders } from '../proofs.ts'
import type { Connection } from './connection.ts'

export function openMongoBlocks(_connection: Connection): BlockHeaders {
  const missing = () => Promise.reject(new Error('not built yet'))
  return {
    tip: missing,
    from: missing,
    byHash: missing,
    replace: missing,
    clear: missing,
  }
}
