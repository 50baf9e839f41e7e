import { describe, expect, test } from 'vitest'
import { collect, uuid } from './samples.ts'
import type { OpenStore } from './store-contract.ts'
import { eachWithStore } from './with-store.ts'

const HASH = '$2b$10$something'
const [ada, bob] = [uuid(1), uuid(2)]

export function describeAccounts(open: OpenStore): void {
  describe('who may sign in', () => {
    const t = eachWithStore(open)

    describe('accounts', () => {
      test('take a name for one user, and for nobody else', async () => {
        expect(await t.store.accounts.claim('ada', ada)).toBe(true)
        expect(await t.store.accounts.claim('ada', bob)).toBe(false)
        expect(await t.store.accounts.byName('ada')).toEqual({ userId: ada, name: 'ada', passwordHash: null })
        expect(await t.store.accounts.byUser(bob)).toBeNull()
        expect(await t.store.accounts.count()).toBe(1)
      })

      test('give a name to one of many who claim it at once', async () => {
        const claims = await Promise.all(Array.from({ length: 20 }, (_, i) => t.store.accounts.claim('ada', uuid(i))))
        expect(claims.filter(Boolean)).toHaveLength(1)
        expect((await t.store.accounts.byName('ada'))?.userId).toBe(uuid(claims.indexOf(true)))
        expect(await t.store.accounts.count()).toBe(1)
      })

      test('change nothing when a user claims its own name again', async () => {
        await t.store.accounts.claim('ada', ada)
        await t.store.accounts.setPassword(ada, HASH)
        await t.store.accounts.claim('lovelace', ada)
        expect(await t.store.accounts.claim('ada', ada)).toBe(true)
        expect(await t.store.accounts.byUser(ada)).toEqual({ userId: ada, name: 'lovelace', passwordHash: HASH })
        expect(await t.store.accounts.byName('ada')).toEqual({ userId: ada, name: 'ada', passwordHash: HASH })
        expect(await t.store.accounts.count()).toBe(1)
      })

      test('free a released name, but never the last one, nor another’s', async () => {
        await t.store.accounts.claim('ada', ada)
        await t.store.accounts.release('ada', ada)
        await t.store.accounts.claim('lovelace', ada)
        await t.store.accounts.release('ada', bob)
        expect(await t.store.accounts.claim('ada', bob)).toBe(false)
        await t.store.accounts.release('ada', ada)
        expect(await t.store.accounts.byName('ada')).toBeNull()
        expect(await t.store.accounts.claim('ada', bob)).toBe(true)
        await t.store.accounts.release('lovelace', ada)
        expect((await t.store.accounts.byUser(ada))?.name).toBe('lovelace')
      })

      test('are listed by their users’ ids, with all names in the order in which they were claimed', async () => {
        expect(await collect(t.store.accounts.all())).toEqual([])
        for (const [name, user] of [
          ['zoe', bob],
          ['ada', ada],
          ['byron', ada],
          ['lovelace', ada],
        ] as const)
          await t.store.accounts.claim(name, user)
        await t.store.accounts.release('ada', ada)
        await t.store.accounts.claim('ada', ada)
        await t.store.accounts.setPassword(ada, HASH)
        expect(await collect(t.store.accounts.all())).toEqual([
          { userId: ada, names: ['byron', 'lovelace', 'ada'], passwordHash: HASH },
          { userId: bob, names: ['zoe'], passwordHash: null },
        ])
      })

      test('are all listed, however many pages they fill', async () => {
        await Promise.all(Array.from({ length: 600 }, (_, i) => t.store.accounts.claim(`person ${i}`, uuid(i))))
        for (let i = 0; i < 5; i++) await t.store.accounts.claim(`other ${i}`, uuid(499))
        const listed = await collect(t.store.accounts.all())
        expect(listed.map(({ userId }) => userId)).toEqual(Array.from({ length: 600 }, (_, i) => uuid(i)))
        expect(listed[499]?.names).toEqual(['person 499', 'other 0', 'other 1', 'other 2', 'other 3', 'other 4'])
      })

      test('set a password where there is an account', async () => {
        expect(await t.store.accounts.setPassword(ada, HASH)).toBe(false)
        expect(await t.store.accounts.count()).toBe(0)
        await t.store.accounts.claim('ada', ada)
        expect(await t.store.accounts.setPassword(ada, HASH)).toBe(true)
        expect((await t.store.accounts.byName('ada'))?.passwordHash).toBe(HASH)
      })
    })

    describe('sessions', () => {
      const session = (n: number, userId: string, expiresAt = 2000) => ({
        tokenHash: String(n).padStart(64, '0'),
        userId,
        createdAt: 1_700_000_000_123,
        expiresAt: 1_700_000_000_000 + expiresAt,
      })

      test('are found until they are removed', async () => {
        const [one, two] = [session(1, ada), session(2, ada)]
        await t.store.sessions.create(one)
        await t.store.sessions.create(two)
        expect(await t.store.sessions.find(one.tokenHash)).toEqual(one)
        await t.store.sessions.remove(one.tokenHash)
        await t.store.sessions.remove(one.tokenHash)
        expect(await t.store.sessions.find(one.tokenHash)).toBeNull()
        expect(await t.store.sessions.find(two.tokenHash)).toEqual(two)
      })

      test('of one user end together, but for one that is named', async () => {
        for (let i = 0; i < 4; i++) await t.store.sessions.create(session(i, i === 3 ? bob : ada))
        expect([...(await t.store.sessions.removeOf(ada, session(1, ada).tokenHash))].sort()).toEqual(
          [0, 2].map(i => session(i, ada).tokenHash),
        )
        expect(await t.store.sessions.removeOf(ada)).toEqual([session(1, ada).tokenHash])
        expect(await t.store.sessions.removeOf(ada)).toEqual([])
        expect(await t.store.sessions.find(session(3, bob).tokenHash)).not.toBeNull()
      })

      test('are dropped when they have expired', async () => {
        for (let i = 0; i < 4; i++) await t.store.sessions.create(session(i, ada, i * 1000))
        expect(await t.store.sessions.removeExpired(1_700_000_001_000)).toBe(2)
        expect(await t.store.sessions.find(session(1, ada).tokenHash)).toBeNull()
        expect(await t.store.sessions.find(session(2, ada).tokenHash)).not.toBeNull()
      })
    })
  })
}
