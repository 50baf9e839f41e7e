import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Database, integer } from '../../../../server/store/sqlite/database.ts'
import { epoch, mapNode, mappedHead, packed } from '../../../contract/proof-samples.ts'
import { collect, grow, ticket } from '../../../contract/samples.ts'
import { openStore, tempFolder } from './temp-store.ts'

test('what attempts left that came to nothing is cleared away while later epochs are staged, and what counts stays', async () => {
  const file = join(await tempFolder(), 'store.db')
  const { proofs, ...store } = await openStore(file)
  for (let n = 0; n < 5; n++) await grow({ ...store, proofs }, ticket(n))
  const stale = packed([mapNode(1), mapNode(2)].map(node => node.subarray(0, 32)))
  for (const attempt of ['a', 'b', 'c']) {
    await proofs.stage({ index: 0, attempt, heads: [0, 1, 2].map(n => mappedHead(n, 1)), stale })
    await proofs.stage({ index: 0, attempt, heads: [3].map(n => mappedHead(n, 1)), stale })
  }
  await proofs.commitEpoch(epoch(0, { attempt: 'b' }))
  for (let index = 1; index < 5; index++) {
    await proofs.stage({ index, attempt: `attempt ${index}`, heads: [mappedHead(4, index)], stale: new Uint8Array() })
    expect(await proofs.commitEpoch(epoch(index))).toBe(true)
  }
  expect(await collect(proofs.changedHeads(0))).toHaveLength(4)

  const database = new Database(file)
  const count = (table: string) => database.get(`SELECT count(*) AS n FROM ${table}`, row => integer(row, 'n'))
  expect(count('epoch_attempts')).toBe(0)
  expect(count('epoch_heads')).toBe(4 + 4)
  expect(count('stale_nodes')).toBe(2)
  database.close()
})

test('a head of an aggregate without events is refused, and the rest of its part with it', async () => {
  const store = await openStore(join(await tempFolder(), 'store.db'))
  await grow(store, ticket(1))
  const part = { index: 0, attempt: 'attempt 0', heads: [mappedHead(1, 1), mappedHead(2, 1)], stale: new Uint8Array() }
  await expect(store.proofs.stage(part)).rejects.toThrow(/epoch_heads\.aggregate/)
  expect(await store.proofs.commitEpoch(epoch(0))).toBe(true)
  expect(await collect(store.proofs.changedHeads(0))).toEqual([])
})
