import { UnusableStore } from '../errors.ts'
import { type Connection, connect } from './connection.ts'
import { isUnauthorized } from './failures.ts'

/**
 * Connects, and opens something on the connection, which is closed again where that fails. `role` is what the account needs for it.
 *
 * @throws UnusableStore where the account hasn't that role, and as `connect` and `open` do; StoreUnavailable
 */
export async function opened<T>(url: string, role: 'read' | 'readWrite', open: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await connect(url)
  try {
    return await open(connection)
  } catch (error) {
    await connection.close()
    if (isUnauthorized(error))
      throw new UnusableStore(
        `The account in STORE_URL may not use the database ${connection.database.databaseName} as it must: it needs the role ${role} on it.`,
        { cause: error },
      )
    throw error
  }
}
