import { randomUUID } from 'node:crypto'
import { type CommandStartedEvent, MongoClient } from 'mongodb'
import { openAnchoringAlone } from '../server/anchoring/open-alone.ts'
import { readConfig } from '../server/config.ts'
import { seedDemonstration } from '../server/demonstration/seed.ts'
import { openParts } from '../server/parts.ts'
import { createCollections } from '../server/store/mongodb/collections.ts'
import { connect } from '../server/store/mongodb/connection.ts'
import { EVENT_COLLECTIONS } from '../server/store/mongodb/event-collections.ts'
import { openMongoEvents } from '../server/store/mongodb/mongo-events.ts'
import { openMongoStore } from '../server/store/mongodb/open-mongodb-store.ts'
import { HAS_MONGO, NO_MONGO, startMongo } from '../test/support/mongodb.ts'
import { measureCommands } from './commands.ts'
import { measureDocuments } from './mongodb-documents.ts'
import { perSecond, print } from './report.ts'
import { commits } from './store.ts'

const REAL = process.env.MONGODB_URL !== undefined
const DATABASE = REAL
  ? 'the database of MONGODB_URL'
  : 'the stand-in for MongoDB, FerretDB on SQLite, which says nothing about the speed of MongoDB'
const APPENDS = 50

/**
 * On the MongoDB that MONGODB_URL names, or on the stand-in: how large documents are and how many entries of indexes they have, what a commit asks
 * of the database, and how fast commands are. The first two are the same on both.
 */
export async function benchMongo(): Promise<void> {
  if (!HAS_MONGO) {
    console.log(`\nMongoDB: left out, ${NO_MONGO}`)
    return
  }
  const server = await startMongo()
  try {
    await measureDocuments(await demonstrationAt(server.freshUrl()))
    await countCalls(server.freshUrl())
    await benchCommandsAt(server.freshUrl())
  } finally {
    await server.close()
  }
}

/** The demonstration, with an epoch of it. Answers where it is. */
async function demonstrationAt(url: string): Promise<string> {
  const config = readConfig({ STORE_URL: url, LOG_LEVEL: 'silent', ANCHOR_NETWORK: 'none', EPOCH_SECONDS: '1' })
  const parts = await openParts(config)
  await seedDemonstration(parts)
  await parts.projections.caughtUp()
  const newest = await parts.store.newest()
  await parts.close()
  const anchoring = await openAnchoringAlone(config)
  const store = await openMongoStore({ url })
  while ((await store.proofs.newestEpoch())?.cursor !== newest) await new Promise(resolve => setTimeout(resolve, 100))
  await store.close()
  await anchoring.close()
  return url
}

/** Of one server that appends one commit after another, with nobody who follows. */
async function countCalls(url: string): Promise<void> {
  const connection = await connect(`${url}${url.includes('?') ? '&' : '?'}monitorCommands=true`)
  await createCollections(connection, EVENT_COLLECTIONS)
  const events = await openMongoEvents(connection)
  const prepared = commits(APPENDS * 2)
  await Promise.all(prepared.slice(0, APPENDS).map(commit => events.append(commit)))
  const counts = new Map<string, number>()
  const note = ({ commandName, command }: CommandStartedEvent) => {
    const what = `${commandName} ${command[commandName]}`
    counts.set(what, (counts.get(what) ?? 0) + 1)
  }
  connection.database.client.on('commandStarted', note)
  for (const commit of prepared.slice(APPENDS)) await events.append(commit)
  connection.database.client.off('commandStarted', note)
  await connection.close()
  print(
    `What ${APPENDS} commits, one after another, each to an aggregate of its own, ask of the database`,
    [...counts].sort().map(([what, count]) => ({ what, rate: `${(count / APPENDS).toFixed(2)} each`, ratio: '' })),
  )
}

async function benchCommandsAt(url: string): Promise<void> {
  const store = await openMongoStore({ url })
  const client = new MongoClient(url, { writeConcern: { w: 'majority', journal: true } })
  try {
    const rows = client.db().collection('bare')
    const bare = await perSecond(async () => {
      for (let n = 0; n < 20; n++) await rows.insertOne({ text: randomUUID().repeat(22) })
      return 20
    })
    await measureCommands(`Commands on ${DATABASE}, against one acknowledged insert at a time`, store, bare)
  } finally {
    await client.close()
    await store.close()
  }
}
