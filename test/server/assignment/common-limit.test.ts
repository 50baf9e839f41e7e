import { expect, test } from 'vitest'
import { noteLimit } from '../../../server/assignment/common-limit.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'

test('a server whose limit of open tickets is another one than that of the last that started says so, and is the last one then', async () => {
  const store = openMemoryStore()
  const said: unknown[] = []
  const start = (limit: number) => noteLimit(store, limit, { warn: facts => said.push(facts) })
  await start(3)
  await start(3)
  expect(said).toEqual([])
  await start(5)
  expect(said).toEqual([{ limit: 5, before: 3 }])
  await start(5)
  expect(said).toHaveLength(1)
})
