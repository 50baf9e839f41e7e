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
type Posted = Omit<NoticeDocument, 'text'>

/** Where a follower is: what is told, or was there before, by ids, with the times that it bears; and the newest of these times. */
type Place = { readonly known: Map<string, Date>; newest: Date }

export const NOTICES: CollectionPlan = {
  name: 'notices',
  schema: { bsonType: 'object', required: ['at', 'text'], properties: { at: { bsonType: 'date' }, text: { bsonType: 'string' } } },
  indexes: [{ name: 'by_time', key: { at: 1 }, expireAfterSeconds: KEEP_SECONDS }],
}

/**
 * Notices bear the time of the database's clock, and are looked for from a little before the newest one on: each is told once, and its text
 * read once.
 */
export function openMongoNotices({ ask, collection, closed }: Connection): Notices {
  const notices = collection<NoticeDocument>(NOTICES.name)
  /** Where followers were when the database was lost: who follows again goes on there. */
  const lost: Place[] = []
  let posts = 0

  async function around(time: Date): Promise<readonly Posted[]> {
    const options = { sort: { at: 1, _id: 1 }, projection: { at: 1 } } as const
    return ask(() => notices.find<Posted>({ at: { $gte: before(time) } }, options).toArray())
  }

  async function textsOf(posted: readonly Posted[]): Promise<ReadonlyMap<string, string>> {
    if (posted.length === 0) return new Map()
    const found = await ask(() => notices.find({ _id: { $in: posted.map(({ _id }) => _id) } }).toArray())
    return new Map(found.map(({ _id, text }) => [_id.toHexString(), text]))
  }

  async function newestTime(): Promise<Date> {
    const [newest] = await ask(() => notices.find<Posted>({}, { sort: { at: -1 }, limit: 1, projection: { at: 1 } }).toArray())
    return newest?.at ?? new Date(0)
  }

  async function beginning(): Promise<Place> {
    const newest = await newestTime()
    return { newest, known: new Map((await around(newest)).map(({ _id, at }) => [_id.toHexString(), at])) }
  }

  /** What is new since the last look. */
  async function next(place: Place): Promise<readonly string[]> {
    const posted = (await around(place.newest)).filter(({ _id }) => !place.known.has(_id.toHexString()))
    const texts = await textsOf(posted)
    for (const { _id, at } of posted) {
      place.known.set(_id.toHexString(), at)
      if (at > place.newest) place.newest = at
    }
    for (const [id, at] of place.known) if (at < before(place.newest)) place.known.delete(id)
    return posted.flatMap(({ _id }) => texts.get(_id.toHexString()) ?? [])
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
      const place = lost.shift() ?? (await beginning())
      try {
        while (!stop.aborted) {
          yield* await next(place)
          await delay(LOOK_MS, undefined, { signal: stop, ref: false }).catch(() => {})
        }
      } catch (error) {
        lost.push(place)
        throw error
      }
    },
  }
}

function before(time: Date): Date {
  return new Date(time.getTime() - LATE_MS)
}
