import type { Accounts } from '../accounts.ts'
import type { Connection } from './connection.ts'

export function openMongoAccounts(_connection: Connection): Accounts {
  const missing = () => Promise.reject(new Error('not built yet'))
  return {
    claim: missing,
    release: missing,
    byName: missing,
    byUser: missing,
    setPassword: missing,
    count: missing,
  }
}
