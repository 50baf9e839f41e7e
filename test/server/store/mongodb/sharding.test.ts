import { readFileSync } from 'node:fs'
import type { CommandStartedEvent, Document } from 'mongodb'
import { expect, test } from 'vitest'
import { mongoForTests } from './databases.ts'
import { askEverything, COLLECTIONS } from './everything-asked.ts'

const t = mongoForTests()

/** The keys that docs/mongodb.md says collections can be sharded by. */
function documentedKeys(): ReadonlyMap<string, readonly string[]> {
  const docs = readFileSync(new URL('../../../../docs/mongodb.md', import.meta.url), 'utf8')
  const [, section = ''] = docs.split('## Sharding\n')
  const [chapter = ''] = section.split('\n## ')
  const rows = chapter.matchAll(/^\| (`.+?`) \| `\{(.+?)\}` \|/gm)
  return new Map(
    [...rows].flatMap(([, names = '', key = '']) =>
      Array.from(
        names.matchAll(/`(\w+)`/g),
        ([, name = '']) => [name, key.split(',').map(field => field.split(':')[0]?.trim() ?? '')] as const,
      ),
    ),
  )
}

// The stand-in has no shards. A router refuses such a write, since it can't know where the document would go.
test('whatever is written where nothing may be yet names what its collection is sharded by', async () => {
  const keys = documentedKeys()
  expect(keys.size).toBeGreaterThan(3)
  for (const name of keys.keys()) expect(COLLECTIONS.map(plan => plan.name)).toContain(name)
  const { commands } = await askEverything(t)
  const upserts = commands.flatMap(upsertsIn).filter(({ collection }) => keys.has(collection))
  expect(new Set(upserts.map(({ collection }) => collection))).toContain('epoch_heads')
  for (const { collection, filter } of upserts)
    for (const field of keys.get(collection) ?? []) expect(typeof filter[field], `${collection}: ${JSON.stringify(filter)}`).toBe('string')
})

function upsertsIn(command: CommandStartedEvent['command'] | Document): readonly { collection: string; filter: Document }[] {
  if (command.findAndModify && command.upsert) return [{ collection: command.findAndModify, filter: command.query }]
  if (!command.updates) return []
  return command.updates.filter(({ upsert }: Document) => upsert).map(({ q }: Document) => ({ collection: command.update, filter: q }))
}
