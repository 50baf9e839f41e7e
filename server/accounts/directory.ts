import type { Role } from '../../core/aggregate/command.ts'
import type { Me } from '../../core/protocol/messages.ts'

/** A person as their events say they are at this moment. Names are null where they have been erased. */
export type DirectoryEntry = {
  readonly name: string | null
  readonly displayName: string | null
  readonly role: Role
  readonly state: 'active' | 'disabled'
}

/** Looks people up in their own live aggregates, never in a read model: a right that was taken is gone at once. */
export interface UserDirectory {
  /** Null where nobody has the id. @throws KnownError as the store does */
  user(id: string): Promise<DirectoryEntry | null>
}

/** What a signed-in browser is told about its person; null for one who is gone or disabled. */
export async function activePerson(users: UserDirectory, id: string): Promise<Me | null> {
  const entry = await users.user(id)
  if (entry === null || entry.state === 'disabled') return null
  return { id, name: entry.name ?? '', displayName: entry.displayName ?? '', role: entry.role }
}
