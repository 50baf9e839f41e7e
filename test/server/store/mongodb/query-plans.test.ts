import { describe, expect, test } from 'vitest'
import { mongoForTests } from './databases.ts'
import { askEverything, COLLECTIONS, isNarrow, sortsFew } from './everything-asked.ts'
import { indexFor, type Lookup, lookupsIn } from './index-use.ts'

/** What an index finds, and a part of it is thrown away after it was fetched. Each with why that is little. */
const SIFTED: readonly ((lookup: Lookup) => boolean)[] = [
  // An actor's pieces of the feed are looked through for a type, or an aggregate's for both: no index can hold two lists.
  ({ collection, filter }) => collection === 'feed' && ['aggregates', 'actors', 'types'].filter(field => field in filter).length > 1,
  // From this place of the line on, the next anchor but a few at the end is in a block, and holds the epoch.
  ({ collection, hint }) => collection === 'anchors' && hint === 'by_sequence',
  // A user has a name, or two during a rename.
  ({ collection, filter }) => collection === 'names' && 'userId' in filter,
  // Headers beyond the end of the chain, which are all to go but for those that somebody else is writing.
  ({ collection, filter }) => collection === 'block_headers' && 'revision' in filter,
]

// How a MongoDB really plans is in replica-set.test.ts and plans/replica-set.test.ts.
describe('what the pages ask MongoDB', () => {
  const t = mongoForTests()

  test('is looked up in an index that has it in order, and all that is asked of it', async () => {
    const { commands } = await askEverything(t)
    const lookups = commands.flatMap(lookupsIn).filter(isNarrow)
    expect(new Set(lookups.map(({ collection }) => collection)).size).toBeGreaterThan(10)
    const missing = lookups.filter(lookup => indexFor(sortsFew(lookup) ? { ...lookup, sort: {} } : lookup, COLLECTIONS) === null)
    for (const isSifted of SIFTED) expect(missing.some(isSifted)).toBe(true)
    expect(missing.filter(lookup => !SIFTED.some(isSifted => isSifted(lookup))).map(lookup => JSON.stringify(lookup))).toEqual([])
  })
})
