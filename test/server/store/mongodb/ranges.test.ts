import fc from 'fast-check'
import type { Document } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { createCollections } from '../../../../server/store/mongodb/collections.ts'
import { asked, INDEXES, inOrder, meets, type Row, rows } from './asked-ranges.ts'
import { mongoForTests } from './databases.ts'
import { COLLECTIONS } from './everything-asked.ts'

const t = mongoForTests()

describe('a page of a range, as the store reads it', () => {
  async function emptied() {
    const connection = await t.connection(t.server.freshUrl())
    await createCollections(connection, [{ name: 'rows', schema: { bsonType: 'object' }, indexes: INDEXES }])
    const collection = connection.collection<Row>('rows')
    return {
      ...connection,
      async filled(rows: readonly Row[]) {
        await collection.deleteMany({})
        if (rows.length > 0) await collection.insertMany([...rows])
        return collection
      },
    }
  }

  test('holds the first documents of its order that are asked for, texts by their bytes, whichever they are', async () => {
    const { database, filled } = await emptied()
    await fc.assert(
      fc.asyncProperty(asked, async ({ rows, questions }) => {
        await filled(rows)
        for (const { filter, order, kind, limit } of questions) {
          const sort = new Map(order.map(([field, direction]) => [field, kind(direction)]))
          const { cursor } = await database.command({ find: 'rows', filter, sort, limit })
          const expected = rows.filter(row => meets(row, filter))
          expect(cursor.firstBatch).toEqual(expected.sort(inOrder(order)).slice(0, limit))
        }
      }),
      { numRuns: 150 },
    )
  })

  test('leads to the next one, so that all of them hold each document once', async () => {
    const { filled } = await emptied()
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 7 }), async (rows, limit) => {
        const collection = await filled(rows)
        const read: Row[] = []
        for (let after = ''; ; ) {
          const page = await collection.find({ _id: { $gt: after } }, { sort: { _id: 1 }, limit }).toArray()
          const last = page.at(-1)
          if (last === undefined) break
          read.push(...page)
          after = last._id
        }
        expect(read).toEqual(rows.filter(({ _id }) => _id !== '').sort(inOrder([['_id', 1]])))
      }),
      { numRuns: 50 },
    )
  })
})

/** The pages that a copy and a check of a store are made of. */
const PAGES: readonly (readonly [collection: string, filter: Document, sort: Document])[] = [
  ['commits', { aggregate: { $gt: 'a', $lte: 'b' } }, { aggregate: 1, last: 1 }],
  ['commits', { aggregate: 'a', last: { $gte: 2 } }, { last: -1 }],
  ['commits', { aggregate: 'a', last: { $gt: 2, $lte: 5 } }, { last: 1 }],
  ['commits', { pending: true }, {}],
  ['feed', { _id: { $gt: 'a', $lte: 'b' } }, { _id: 1 }],
  ['feed', { _id: { $gt: 'a' } }, { _id: -1 }],
  ['feed', { first: { $lt: 5 } }, { first: -1 }],
  ['epochs', { _id: { $gte: 5 } }, { _id: 1 }],
  ['epochs', {}, { _id: -1 }],
  ['epoch_heads', { _id: { $gt: 'a/', $lt: 'a0' } }, { _id: 1 }],
  ['epoch_heads', { aggregate: { $gt: 'a' }, epoch: { $lte: 5 } }, { aggregate: 1, epoch: -1 }],
  ['epoch_heads', { aggregate: 'a', epoch: { $lte: 5 } }, { epoch: -1 }],
  ['stale_nodes', { epoch: { $lte: 5 } }, { epoch: 1, _id: 1 }],
  ['kept_proofs', { _id: { $gt: 'a' } }, { _id: 1 }],
  ['names', { userId: { $gt: 'a' } }, { userId: 1, place: -1, _id: 1 }],
  ['people', { generation: 1, key: 'a', _id: { $gt: 'b' } }, { key: 1, _id: 1 }],
  ['anchors', { generation: 1, sequence: { $gt: 5 } }, { sequence: 1, _id: 1 }],
]

describe('pages of a copy', () => {
  test('are read from an index, in its order, by whatever database it is', async () => {
    const connection = await t.connection(t.server.freshUrl())
    await createCollections(connection, COLLECTIONS)
    for (const [name, filter, sort] of PAGES) {
      const { queryPlanner } = await connection.collection(name).find(filter, { sort, limit: 10 }).explain('queryPlanner')
      const plan = JSON.stringify(queryPlanner)
      // What FerretDB’s SQLite says, and MongoDB.
      expect([name, filter, plan]).toEqual([name, filter, expect.stringMatching(/SEARCH \S+ USING INDEX|SCAN \S+ USING INDEX|IXSCAN/)])
      expect([name, filter, plan]).toEqual([name, filter, expect.not.stringMatching(/USE TEMP B-TREE|COLLSCAN|"stage":"SORT"/)])
    }
  })
})
