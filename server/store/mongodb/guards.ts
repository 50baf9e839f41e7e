import type { Connection } from './connection.ts'
import type { EventCollections } from './event-collections.ts'
import { isDuplicate } from './failures.ts'

/** Gives a guard to the commit with this hash, unless somebody has it. Answers whether that commit has it now. */
export function takeGuard(
  connection: Connection,
  collections: Pick<EventCollections, 'guards'>,
  guard: string,
  hash: string,
): Promise<boolean> {
  return settle(connection, collections, guard, hash)
}

/** Forbids a guard, unless a commit has it. Answers whether it is forbidden now. */
export function revokeGuard(connection: Connection, collections: Pick<EventCollections, 'guards'>, guard: string): Promise<boolean> {
  return settle(connection, collections, guard, null)
}

async function settle(
  { ask }: Connection,
  { guards }: Pick<EventCollections, 'guards'>,
  guard: string,
  hash: string | null,
): Promise<boolean> {
  try {
    await ask(() => guards.insertOne({ _id: guard, hash }))
    return true
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
  const found = await ask(() => guards.findOne({ _id: guard }))
  return found !== null && found.hash === hash
}
