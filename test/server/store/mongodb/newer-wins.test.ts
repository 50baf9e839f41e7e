import { expect, test } from 'vitest'
import { putNewer } from '../../../../server/store/mongodb/newer-wins.ts'
import { seededRandom } from '../../../support/seeded-random.ts'
import { mongoForTests } from './databases.ts'

type Versioned = { readonly _id: number; readonly version: number; readonly by: string }

const t = mongoForTests()

test('in one batch, new documents are written, older ones replaced, and newer ones left as they are', async () => {
  const connection = await t.connection(t.server.freshUrl())
  const things = connection.collection<Versioned>('things')
  const ids = Array.from({ length: 9 }, (_, id) => id)
  await things.insertMany(ids.filter(id => id % 3 !== 0).map(id => ({ _id: id, version: id % 3 === 1 ? 9 : 1, by: 'before' })))
  await putNewer(
    connection,
    'things',
    ids.map(id => put(id, 5, 'now')),
  )
  const expected = ids.map(id => (id % 3 === 1 ? { _id: id, version: 9, by: 'before' } : { _id: id, version: 5, by: 'now' }))
  expect(await things.find({}, { sort: { _id: 1 } }).toArray()).toEqual(expected)
})

test.each([1, 2, 3])('of many who write at the same moment, the newest wins under each id (seed %i)', async seed => {
  const url = t.server.freshUrl()
  const writers = await Promise.all(Array.from({ length: 4 }, () => t.connection(url)))
  const random = seededRandom(seed)
  const newest = new Map<number, number>()
  const batches = Array.from({ length: 40 }, () => {
    const ids = Array.from({ length: 30 }, (_, id) => id).filter(() => random() < 0.4)
    return ids.map(id => ({ id, version: 1 + Math.floor(random() * 1000) }))
  })
  for (const { id, version } of batches.flat()) newest.set(id, Math.max(version, newest.get(id) ?? 0))
  await Promise.all(
    writers.map(async (writer, w) => {
      for (const batch of batches.filter((_, i) => i % writers.length === w))
        await putNewer(
          writer,
          'things',
          batch.map(({ id, version }) => put(id, version, `${w}`)),
        )
    }),
  )
  const found = await writers[0]?.collection<Versioned>('things').find().toArray()
  expect(new Map(found?.map(({ _id, version }) => [_id, version]))).toEqual(newest)
})

function put(_id: number, version: number, by: string) {
  return { document: { _id, version, by }, over: { version: { $lt: version } } }
}
