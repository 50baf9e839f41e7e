import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { CollectionPlan } from '../../../../server/store/mongodb/collections.ts'
import { COLLECTIONS } from './everything-asked.ts'

/** Made before all others, by schema-mark.ts: it has no index but its ids. */
const MARK: CollectionPlan = { name: 'schema', schema: {}, indexes: [] }

// A collection's row in docs/mongodb.md ends with the keys of its indexes, in this form.
function keysOf({ indexes }: CollectionPlan): string {
  return ['`_id`', ...indexes.map(({ key }) => `\`${Object.keys(key).join(', ')}\``)].join('; ')
}

test('the page on MongoDB names each collection, and by what it is found', () => {
  const docs = readFileSync(new URL('../../../../docs/mongodb.md', import.meta.url), 'utf8')
  const [, section = ''] = docs.split('## What is where\n')
  const [table = ''] = section.split('\n\n## ')
  const rows = [...table.matchAll(/^\| (`.+?) \|.*\| (.+?) \|$/gm)]
  const documented = rows.flatMap(([, names = '', keys = '']) => Array.from(names.matchAll(/`(\w+)`/g), ([, name = '']) => [name, keys]))
  const planned = [MARK, ...COLLECTIONS].map(plan => [plan.name, keysOf(plan)])
  expect(documented.toSorted()).toEqual(planned.toSorted())
})
