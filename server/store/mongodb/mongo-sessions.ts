import type { Sessions } from '../accounts.ts'
import type { Connection } from './connection.ts'

export function openMongoSessions(_connection: Connection): Sessions {
  const missing = () => Promise.reject(new Error('not built yet'))
  return {
    create: missing,
    find: missing,
    remove: missing,
    removeOf: missing,
    removeExpired: missing,
  }
}
