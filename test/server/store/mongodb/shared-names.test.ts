import { describe, expect, test } from 'vitest'
import type { Accounts } from '../../../../server/store/accounts.ts'
import { openMongoAccounts } from '../../../../server/store/mongodb/mongo-accounts.ts'
import { uuid } from '../../../contract/samples.ts'
import { mongoForTests } from './databases.ts'
import { dying, FATES, freshRows, sleeping } from './rows.ts'

const [ada, bob] = [uuid(1), uuid(2)]

describe('names that several servers give and take', () => {
  const t = mongoForTests()
  const open = async (url: string) => openMongoAccounts(await t.connection(url))

  test('leave an account one at least, though both of its names are given back at the same moment', async () => {
    const url = await freshRows(t)
    const [a, b] = [await open(url), await open(url)]
    for (let round = 0; round < 20; round++) {
      const [one, two] = [`one-${round}`, `two-${round}`]
      await a.claim(one, uuid(round))
      await a.claim(two, uuid(round))
      await Promise.all([a.release(one, uuid(round)), b.release(two, uuid(round))])
      expect([one, two]).toContain((await b.byUser(uuid(round)))?.name)
    }
  })

  test('belong to one user, whoever claims them through which server', async () => {
    const url = await freshRows(t)
    const servers = [await open(url), await open(url), await open(url)]
    const users = Array.from({ length: 12 }, (_, n) => uuid(n))
    const claims = await Promise.all(users.map((user, n) => servers[n % 3]?.claim('ada', user)))
    expect(claims.filter(claim => claim === true)).toHaveLength(1)
    for (const server of servers) expect((await server.byName('ada'))?.userId).toBe(users[claims.indexOf(true)])
  })

  test('are had or not had, never half, wherever a server dies that claims one or gives one back', async () => {
    const url = await freshRows(t)
    const healthy = await open(url)
    let [claimed, released, round] = [false, false, 0]
    for (let n = 1; !(claimed && released); n++) {
      for (const fate of FATES) {
        round++
        const [old, fresh] = [`old-${round}`, `fresh-${round}`]
        await healthy.claim(old, ada)
        claimed = await ended(openMongoAccounts(await dying(t, url, n, fate)).claim(fresh, ada))
        await expectOneOwner(healthy, fresh, claimed)
        await healthy.claim(fresh, ada)
        expect((await healthy.byUser(ada))?.name).toBe(fresh)
        released = await ended(openMongoAccounts(await dying(t, url, n, fate)).release(old, ada))
        if (released) expect(await healthy.byName(old)).toBeNull()
        // What a server left that died is no name that nobody can have.
        await healthy.release(old, ada)
        expect(await healthy.claim(old, bob)).toBe(true)
        expect(await healthy.count()).toBe(2)
      }
    }
  })

  test('that were about to be given back when a server died are kept by being claimed again', async () => {
    const url = await freshRows(t)
    const healthy = await open(url)
    await healthy.claim('ada', ada)
    await healthy.claim('lovelace', ada)
    expect(await ended(openMongoAccounts(await dying(t, url, 1, 'isn’t answered')).release('lovelace', ada))).toBe(false)
    expect((await healthy.byName('lovelace'))?.userId).toBe(ada)
    expect(await healthy.claim('lovelace', ada)).toBe(true)
    await healthy.release('ada', ada)
    expect(await healthy.byName('ada')).toBeNull()
    await healthy.release('lovelace', ada)
    expect((await healthy.byUser(ada))?.name).toBe('lovelace')
  })

  test('that were claimed again are not taken away by a server that slept while it gave them back', async () => {
    const url = await freshRows(t)
    const healthy = await open(url)
    await healthy.claim('ada', ada)
    await healthy.claim('lovelace', ada)
    const { connection, asleep, wake } = await sleeping(t, url, 3)
    const released = openMongoAccounts(connection).release('lovelace', ada)
    await asleep
    expect(await healthy.claim('lovelace', ada)).toBe(true)
    wake()
    await released
    expect((await healthy.byName('lovelace'))?.userId).toBe(ada)
  })

  async function expectOneOwner(accounts: Accounts, name: string, isClaimed: boolean): Promise<void> {
    const owner = (await accounts.byName(name))?.userId
    if (isClaimed) expect(owner).toBe(ada)
    expect(await accounts.claim(name, bob)).toBe(owner === undefined)
    if (owner !== undefined) return
    // Another one was quicker then; for what follows it is given back.
    await accounts.claim('bob', bob)
    await accounts.release(name, bob)
  }
})

function ended(call: Promise<unknown>): Promise<boolean> {
  return call.then(
    () => true,
    () => false,
  )
}
