import { setTimeout as delay } from 'node:timers/promises'
import { ObjectId } from 'mongodb'
import type { Notices } from '../notices.ts'
import type { CollectionPlan } from './collections.ts'
import type { Connection } from './connection.ts'

/** How often it is looked for new ones while somebody follows. */
const LOOK_MS = 200
/** A notice may become visible so much later than its time says: clocks of members differ, and a write takes its time. */
const LATE_MS = 5000
/** How long the database keeps them, where it drops old documents by itself. */
const KEEP_SECONDS = 60
/** How many posts lie between two clearings by hand, for a database that doesn't. */
const CLEAR_EVERY = 500

type NoticeDocument = { readonly _id: ObjectId; readonly at: Date; readonly text: string }

export const NOTICES: CollectionPlan = {
  name: 'notices',
  schema: { bsonType: 'object', required: ['at', 'text'], properties: { at: { bsonType: 'date' }, text: { bsonType: 'string' } } },
  indexes: [{ name: 'by_time', key: { at: 1 }, expireAfterSeconds: KEEP_SECONDS }],
}

/** Notices bear the time of the database's clock, and are read from a little before the newest one on: each is told once. */
export function openMongoNotices({ ask, collection, closed }: Connection): Notices {
  const notices = collection<NoticeDocument>(NOTICES.name)
  let posts = 0

  async function since(time: Date): Promise<readonly NoticeDocument[]> {
    return ask(() => notices.find({ at: { $gte: time } }, { sort: { at: 1, _id: 1 } }).toArray())
  }

  async function newestTime(): Promise<Date> {
    const [newest] = await ask(() => notices.find({}, { sort: { at: -1 }, limit: 1 }).toArray())
    return newest?.at ?? new Date(0)
  }

  return {
    async post(text) {
      // Nobody relies on a notice: it needn't outlive the member that took it.
      const weakly = { upsert: true, writeConcern: { w: 1, journal: false } } as const
      await ask(() => notices.updateOne({ _id: new ObjectId() }, { $set: { text }, $currentDate: { at: true } }, weakly))
      posts += 1
      if (posts % CLEAR_EVERY !== 0) return
      const old = new Date((await newestTime()).getTime() - KEEP_SECONDS * 1000)
      await ask(() => notices.deleteMany({ at: { $lt: old } }))
    },
    async *follow(abort) {
      const stop = AbortSignal.any([abort, closed])
      const before = (time: Date) => new Date(time.getTime() - LATE_MS)
      let newest = await newestTime()
      /** Told, or there before: by the time that they bear. */
      const known = new Map<string, Date>((await since(before(newest))).map(({ _id, at }) => [_id.toHexString(), at]))
      while (!stop.aborted) {
        for (const { _id, at, text } of await since(before(newest))) {
          const id = _id.toHexString()
          if (known.has(id)) continue
          known.set(id, at)
          if (at > newest) newest = at
          yield text
        }
        for (const [id, at] of known) if (at < before(newest)) known.delete(id)
        await delay(LOOK_MS, undefined, { signal: stop, ref: false }).catch(() => {})
      }
    },
  }
}
