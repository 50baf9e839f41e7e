import { describe, expect, test } from 'vitest'
import { mongoForTests } from './databases.ts'
import { askEverything, COLLECTIONS, isNarrow, sortsFew } from './everything-asked.ts'
import { indexFor, lookupsIn } from './index-use.ts'

// How a MongoDB really plans is in replica-set.test.ts.
describe('what the pages ask MongoDB', () => {
  const t = mongoForTests()

  test('is looked up in an index that has it in order', async () => {
    const { commands } = await askEverything(t)
    const lookups = commands.flatMap(lookupsIn).filter(isNarrow)
    expect(new Set(lookups.map(({ collection }) => collection)).size).toBeGreaterThan(10)
    const missing = lookups.filter(lookup => indexFor(sortsFew(lookup) ? { ...lookup, sort: {} } : lookup, COLLECTIONS) === null)
    expect(missing.map(lookup => JSON.stringify(lookup))).toEqual([])
  })
})
