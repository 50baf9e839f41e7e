import type { Account, Accounts, Session, Sessions } from '../accounts.ts'

/** `check` throws where the store is closed. */
export function openMemoryAccounts(check: () => void): Accounts {
  /** In the order in which they were claimed. */
  const names = new Map<string, string>()
  const passwords = new Map<string, string | null>()

  function namesOf(userId: string): readonly string[] {
    return [...names].flatMap(([name, owner]) => (owner === userId ? [name] : []))
  }

  function account(name: string | undefined, userId: string | undefined): Account | null {
    if (name === undefined || userId === undefined) return null
    return { userId, name, passwordHash: passwords.get(userId) ?? null }
  }

  return {
    async claim(name, userId) {
      check()
      const owner = names.get(name) ?? userId
      if (owner !== userId) return false
      names.set(name, userId)
      if (!passwords.has(userId)) passwords.set(userId, null)
      return true
    },
    async release(name, userId) {
      check()
      if (names.get(name) === userId && namesOf(userId).length > 1) names.delete(name)
    },
    async byName(name) {
      check()
      return account(name, names.get(name))
    },
    async byUser(userId) {
      check()
      return account(namesOf(userId).at(-1), userId)
    },
    async setPassword(userId, passwordHash) {
      check()
      if (!passwords.has(userId)) return false
      passwords.set(userId, passwordHash)
      return true
    },
    async count() {
      check()
      return passwords.size
    },
    async *all() {
      check()
      const listed = [...passwords].map(([userId, passwordHash]) => ({ userId, names: namesOf(userId), passwordHash }))
      if (listed.length > 0) yield listed.sort((a, b) => (a.userId < b.userId ? -1 : 1))
    },
  }
}

export function openMemorySessions(check: () => void): Sessions {
  const sessions = new Map<string, Session>()

  function removeWhere(isOver: (session: Session) => boolean): readonly string[] {
    const ended = [...sessions.values()].filter(isOver).map(({ tokenHash }) => tokenHash)
    for (const tokenHash of ended) sessions.delete(tokenHash)
    return ended
  }

  return {
    async create(session) {
      check()
      sessions.set(session.tokenHash, session)
    },
    async find(tokenHash) {
      check()
      return sessions.get(tokenHash) ?? null
    },
    async remove(tokenHash) {
      check()
      sessions.delete(tokenHash)
    },
    async removeOf(userId, except) {
      check()
      return removeWhere(session => session.userId === userId && session.tokenHash !== except)
    },
    async removeExpired(now) {
      check()
      return removeWhere(session => session.expiresAt <= now).length
    },
  }
}
