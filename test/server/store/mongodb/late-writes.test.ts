import { Collection } from 'mongodb'
import { describe, expect, test, vi } from 'vitest'
import { StoreUnavailable } from '../../../../server/store/errors.ts'
import { openMongoStore } from '../../../../server/store/mongodb/open-mongodb-store.ts'
import { uuid } from '../../../contract/samples.ts'
import { mongoForTests } from './databases.ts'

/** Holds back what is written with `updateOne` while `work` runs, and answers how it arrives later. */
async function givenUp(work: () => Promise<unknown>): Promise<() => Promise<unknown>> {
  const held: (() => Promise<unknown>)[] = []
  const { updateOne } = Collection.prototype
  const spy = vi.spyOn(Collection.prototype, 'updateOne').mockImplementation(function (this: Collection, ...args) {
    held.push(() => Reflect.apply(updateOne, this, args))
    return Promise.reject(new StoreUnavailable())
  })
  await expect(work()).rejects.toBeInstanceOf(StoreUnavailable)
  spy.mockRestore()
  expect(held).toHaveLength(1)
  return () => Promise.allSettled(held.map(write => write()))
}

describe('a write that was given up and arrives late', () => {
  const t = mongoForTests()

  test.each([0, 1, 2])('takes no newer note back, after %i earlier ones', async earlier => {
    const store = await openMongoStore({ url: t.server.freshUrl() })
    for (let n = 1; n <= earlier; n++) await store.note('anchoring', `earlier ${n}`)
    const arrive = await givenUp(() => store.note('anchoring', 'old'))
    await store.note('anchoring', 'new')
    await arrive()
    expect(await store.noted('anchoring')).toBe('new')
    await store.note('anchoring', 'newest')
    expect(await store.notes()).toEqual([{ name: 'anchoring', text: 'newest' }])
    await store.close()
  })

  test('takes no newer password back', async () => {
    const store = await openMongoStore({ url: t.server.freshUrl() })
    await store.accounts.claim('ada', uuid(1))
    await store.accounts.setPassword(uuid(1), 'first')
    const arrive = await givenUp(() => store.accounts.setPassword(uuid(1), 'old'))
    await store.accounts.setPassword(uuid(1), 'new')
    await arrive()
    expect(await store.accounts.byName('ada')).toMatchObject({ passwordHash: 'new' })
    await store.close()
  })

  test('counts where there was none since', async () => {
    const store = await openMongoStore({ url: t.server.freshUrl() })
    const arrive = await givenUp(() => store.note('anchoring', 'old'))
    await arrive()
    expect(await store.noted('anchoring')).toBe('old')
    await store.close()
  })

  test('isn’t needed for servers that write at once: each of them gets through', async () => {
    const url = t.server.freshUrl()
    const stores = [await openMongoStore({ url }), await openMongoStore({ url })]
    await Promise.all(stores.flatMap(store => Array.from({ length: 5 }, (_, n) => store.note('anchoring', `${n}`))))
    expect(await stores[0]?.noted('anchoring')).toMatch(/^[0-4]$/)
    for (const store of stores) await store.close()
  })
})
