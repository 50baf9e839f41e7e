import { join } from 'node:path'
import { expect, test } from 'vitest'
import { VersionConflict } from '../../../../server/store/errors.ts'
import { commitAfter, grow, ticket } from '../../../contract/samples.ts'
import { openStore, tempFolder } from './temp-store.ts'

test('appends that come while the disk is busy share few transactions', async () => {
  const store = await openStore(join(await tempFolder(), 'store.db'))
  await Promise.all(Array.from({ length: 500 }, (_, n) => store.append(commitAfter(ticket(n), null))))
  const { writes, transactions } = store.stats()
  expect(writes).toBe(500)
  expect(transactions).toBeLessThan(100)
})

test('a write that fails is undone alone, and the others of its transaction stand', async () => {
  const store = await openStore(join(await tempFolder(), 'store.db'))
  await grow(store, ticket(1))
  // An event whose version is taken already: the database itself refuses it, after the head was moved.
  const [event] = commitAfter(ticket(1), null).events
  const head = await store.head(ticket(1))
  const broken = { ...commitAfter(ticket(1), head), events: event === undefined ? [] : [event] }
  const before = store.stats().transactions
  const outcomes = await Promise.allSettled([
    ...Array.from({ length: 20 }, (_, n) => store.append(commitAfter(ticket(100 + n), null))),
    store.append(broken),
    store.append(commitAfter(ticket(2), { version: 9, hash: 'f'.repeat(64) })),
    ...Array.from({ length: 20 }, (_, n) => store.append(commitAfter(ticket(200 + n), null))),
  ])
  expect(store.stats().transactions - before).toBeLessThan(42)
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(40)
  const reasons = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason] : []))
  expect(reasons[0].message).toContain('UNIQUE')
  expect(reasons[1]).toBeInstanceOf(VersionConflict)
  expect(await store.head(ticket(1))).toEqual(head)
  expect(await store.head(ticket(219))).toMatchObject({ version: 1 })
})
