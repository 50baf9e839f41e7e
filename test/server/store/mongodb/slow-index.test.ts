import { once } from 'node:events'
import { createConnection, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createCollections } from '../../../../server/store/mongodb/collections.ts'
import { mongoForTests } from './databases.ts'

/** More than other calls may wait for an answer. */
const BUILDING_MS = 22_000

const t = mongoForTests()

/** A way to the database on which the answer to the first `createIndexes` comes as late as that of a database with much to index. */
async function slowToIndex(target: number): Promise<number> {
  let slow = 0
  const server = createServer(near => {
    const far = createConnection({ port: target, host: '127.0.0.1' })
    near.on('data', piece => {
      if (piece.includes('createIndexes') && slow++ === 0) {
        far.pause()
        setTimeout(() => far.resume(), BUILDING_MS)
      }
      far.write(piece)
    })
    far.on('data', piece => void near.write(piece))
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('close', () => other.destroy())
      one.on('error', () => {})
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the way has no port')
  return address.port
}

test('a later version may add an index that takes its time: the start waits for it', async () => {
  const url = t.server.freshUrl()
  const port = await slowToIndex(Number(/:(\d+)\//.exec(url)?.[1]))
  const connection = await t.connection(url.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${port}`))
  const start = performance.now()
  await createCollections(connection, [
    { name: 'things', schema: { bsonType: 'object' }, indexes: [{ name: 'by_size', key: { size: 1 } }] },
  ])
  expect(performance.now() - start).toBeGreaterThanOrEqual(BUILDING_MS - 100)
  expect((await connection.collection('things').indexes()).map(({ name }) => name)).toContain('by_size')
})
