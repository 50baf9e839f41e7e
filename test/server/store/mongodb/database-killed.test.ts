import { expect, test } from 'vitest'
import { StoreUnavailable } from '../../../../server/store/errors.ts'
import { openMongoProofs } from '../../../../server/store/mongodb/mongo-proofs.ts'
import { openMongoReadModels } from '../../../../server/store/mongodb/mongo-read-models.ts'
import { hashesOf, nodesOf } from '../../../contract/proof-samples.ts'
import { anchorRow, commitAfter, ticket } from '../../../contract/samples.ts'
import { putRows } from '../../../support/put-rows.ts'
import { mongoForTests } from './databases.ts'
import { freshRows } from './rows.ts'
import { checkAll, follow, work } from './work.ts'

const t = mongoForTests()

test('a database that is killed and comes back, twice: nothing acknowledged is lost, nothing is there twice', async () => {
  const url = await t.fresh()
  const [a, b] = [await t.events(url), await t.events(url)]
  const follower = follow(await t.events(url))
  const working = Promise.all([work(a, 1, 60), work(b, 2, 60)])
  for (const seen of [30, 100]) {
    await expect.poll(() => follower.seen.length, { timeout: 60_000 }).toBeGreaterThan(seen)
    await t.server.restart()
  }
  await checkAll(await t.events(url), (await working).flat(), follower)
})

test('while the database is away, everything is refused, and afterwards goes on by itself', async () => {
  const url = await t.fresh()
  const store = await t.events(url)
  const follower = follow(store)
  const first = commitAfter(ticket(1), null)
  await store.append(first)
  await expect.poll(() => follower.seen.length, { timeout: 20_000 }).toBe(1)
  await t.server.kill()
  const next = commitAfter(ticket(1), lastHead(first))
  for (const call of [() => store.append(next), () => store.head(ticket(1)), () => store.newest(), () => store.nextNumber()])
    await expect(call()).rejects.toBeInstanceOf(StoreUnavailable)
  await t.server.restart()
  expect(await store.append(next)).toEqual({ outcome: 'appended' })
  await expect.poll(() => follower.seen.length, { timeout: 20_000 }).toBe(2)
  await follower.stop()
})

test('nodes of the map are refused while it is away, also in the middle of a batch', async () => {
  const proofs = openMongoProofs(await t.connection(await freshRows(t)))
  await proofs.putMapNodes(nodesOf(1))
  await t.server.kill()
  await expect(proofs.putMapNodes(nodesOf(2))).rejects.toBeInstanceOf(StoreUnavailable)
  await t.server.restart()
  await proofs.putMapNodes(nodesOf(2))
  expect(await proofs.mapNodes(hashesOf(1, 2))).toEqual(nodesOf(1, 2))
})

test('rows of lists are refused while it is away, and written afterwards', async () => {
  const rows = openMongoReadModels(await t.connection(await freshRows(t)))
  const change = (n: number) => ({ tickets: [], people: [], texts: [], anchors: [anchorRow(n)], cursor: `000000000000000${n}` })
  await putRows(rows, change(1))
  await t.server.kill()
  await expect(putRows(rows, change(2))).rejects.toBeInstanceOf(StoreUnavailable)
  await t.server.restart()
  expect(await rows.cursor()).toBe(change(1).cursor)
  await putRows(rows, change(2))
  expect(await rows.cursor()).toBe(change(2).cursor)
})

function lastHead({ events }: ReturnType<typeof commitAfter>) {
  const last = events.at(-1)
  return last === undefined ? null : { version: last.fields.version, hash: last.hash }
}
