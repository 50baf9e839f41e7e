import type { Sessions } from '../accounts.ts'
import { accountCollections } from './account-collections.ts'
import type { Connection } from './connection.ts'

export function openMongoSessions(connection: Connection): Sessions {
  const { ask } = connection
  const { sessions } = accountCollections(connection)

  return {
    async create({ tokenHash, ...session }) {
      await ask(() => sessions.replaceOne({ _id: tokenHash }, session, { upsert: true }))
    },
    async find(tokenHash) {
      const found = await ask(() => sessions.findOne({ _id: tokenHash }))
      return found === null ? null : { tokenHash, userId: found.userId, createdAt: found.createdAt, expiresAt: found.expiresAt }
    },
    async remove(tokenHash) {
      await ask(() => sessions.deleteOne({ _id: tokenHash }))
    },
    async removeOf(userId, except) {
      const all = await ask(() => sessions.find({ userId }, { projection: { _id: 1 } }).toArray())
      const ended = all.map(({ _id }) => _id).filter(tokenHash => tokenHash !== except)
      // Those that were found, and no others: whoever ends a session has to be told of it.
      if (ended.length > 0) await ask(() => sessions.deleteMany({ _id: { $in: ended } }))
      return ended
    },
    removeExpired: async now => (await ask(() => sessions.deleteMany({ expiresAt: { $lte: now } }))).deletedCount,
  }
}
