import { ObjectId } from 'mongodb'
import type { Account, Accounts, ListedAccount } from '../accounts.ts'
import { accountCollections, type NameDocument } from './account-collections.ts'
import type { Connection } from './connection.ts'
import { isDuplicate } from './failures.ts'
import { replaceFields } from './replacing.ts'

/** So many names are read at once. */
const PAGE = 500
/** The newest name of a user first. */
const NEWEST_FIRST = { userId: 1, place: -1, _id: 1 } as const

/**
 * A name is a document, which one user has: the one whose document it is. There is an account for whoever has a name.
 *
 * To give a name back takes three steps, since the last one of an account must stay: it is marked, then another one is looked for that isn't
 * marked, then it is deleted. Of two who give back an account's last two names, whoever marks later sees the other's mark. Where a server
 * dies in between, the mark stays on a name that its user still has, and can give back or claim again.
 */
export function openMongoAccounts(connection: Connection): Accounts {
  const { ask } = connection
  const { names, passwords } = accountCollections(connection)

  async function newestName(userId: string): Promise<NameDocument | null> {
    return ask(() => names.findOne({ userId }, { sort: { place: -1, _id: 1 } }))
  }

  async function account(name: NameDocument | null): Promise<Account | null> {
    if (name === null) return null
    const password = await ask(() => passwords.findOne({ _id: name.userId }))
    return { userId: name.userId, name: name._id, passwordHash: password?.hash ?? null }
  }

  /** Accounts of users after one, in order. */
  async function accountsAfter(user: string): Promise<readonly ListedAccount[]> {
    const found = await ask(() => names.find({ userId: { $gt: user } }, { sort: NEWEST_FIRST, limit: PAGE }).toArray())
    const last = found.at(-1)?.userId
    if (last === undefined) return []
    // Of the last user there may be more.
    const whole = found.filter(({ userId }) => userId !== last)
    const all = [...whole, ...(await ask(() => names.find({ userId: last }, { sort: NEWEST_FIRST }).toArray()))]
    const users = [...new Set(all.map(({ userId }) => userId))]
    const hashes = await ask(() => passwords.find({ _id: { $in: users } }).toArray())
    const hashOf = new Map(hashes.map(({ _id, hash }) => [_id, hash]))
    return users.map(userId => {
      const own = all.filter(name => name.userId === userId)
      return { userId, names: own.map(({ _id }) => _id).reverse(), passwordHash: hashOf.get(userId) ?? null }
    })
  }

  /** Whether this is the user's name already, and stays so. */
  async function keeps(name: string, userId: string): Promise<boolean> {
    return (await ask(() => names.updateOne({ _id: name, userId }, { $unset: { leaving: '' } }))).matchedCount > 0
  }

  return {
    async claim(name, userId) {
      for (;;) {
        if (await keeps(name, userId)) return true
        const place = ((await newestName(userId))?.place ?? 0) + 1
        try {
          await ask(() => names.insertOne({ _id: name, userId, place }))
          return true
        } catch (error) {
          if (!isDuplicate(error)) throw error
        }
        const held = await ask(() => names.findOne({ _id: name }))
        if (held !== null && held.userId !== userId) return false
      }
    },
    async release(name, userId) {
      const leaving = new ObjectId().toHexString()
      const marked = await ask(() => names.updateOne({ _id: name, userId }, { $set: { leaving } }))
      if (marked.matchedCount === 0) return
      const other = await ask(() => names.findOne({ userId, _id: { $ne: name }, leaving: { $exists: false } }))
      if (other === null) await ask(() => names.updateOne({ _id: name, leaving }, { $unset: { leaving: '' } }))
      else await ask(() => names.deleteOne({ _id: name, leaving }))
    },
    byName: async name => account(await ask(() => names.findOne({ _id: name }))),
    byUser: async userId => account(await newestName(userId)),
    async setPassword(userId, passwordHash) {
      if ((await newestName(userId)) === null) return false
      await replaceFields(connection, 'passwords', userId, { hash: passwordHash })
      return true
    },
    async count() {
      const steps = [{ $group: { _id: '$userId' } }, { $count: 'accounts' }]
      const [counted] = await ask(() => names.aggregate<{ accounts: number }>(steps).toArray())
      return counted?.accounts ?? 0
    },
    async *all() {
      for (let page = await accountsAfter(''); page.length > 0; page = await accountsAfter(page.at(-1)?.userId ?? '')) yield page
    },
  }
}
