import { createHash, randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EndedSessions } from '../../../server/accounts/session-keeper.ts'
import { SESSION_MS } from '../../../server/accounts/session-keeper.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { overlay } from '../../support/stores.ts'
import { accepted, SYSTEM, toUser } from '../../support/world.ts'
import { type Desk, HOME, openDesk, PASSWORD, sender } from './desk.ts'

let desk: Desk
let ended: EndedSessions[]

beforeEach(() => {
  desk = openDesk()
  ended = []
  desk.accounts.onSessionEnded(session => ended.push(session))
})
afterEach(() => desk.close())

const NEXT = 'another good password'

describe('Signing in', () => {
  test('answers who it is, and a token that stands for them', async () => {
    const ada = await desk.person('ada')
    const { token, me } = await desk.accounts.signIn('ada', PASSWORD, HOME)
    expect(me).toEqual(ada)
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect((await desk.accounts.authenticate(token))?.me).toEqual(ada)
  })

  test('takes a name as people type it', async () => {
    await desk.person('ada')
    expect((await desk.accounts.signIn(' Ada ', PASSWORD, HOME)).me.name).toBe('ada')
  })

  test.each([
    ['a wrong password', 'ada', 'a wrong password'],
    ['an unknown name', 'nobody', PASSWORD],
    ['what can’t be a name', '\0 ÄÖ', PASSWORD],
    ['an empty password', 'ada', ''],
  ])('is refused with %s, always in the same words', async (_, name, password) => {
    await desk.person('ada')
    await expect(desk.accounts.signIn(name, password, HOME)).rejects.toMatchObject({
      code: 'wrong_credentials',
      message: 'Name or password is wrong.',
    })
  })

  test('is refused for a person without a password', async () => {
    await desk.accounts.createUser({ id: null, name: 'imported', displayName: 'Imported', role: 'member', password: null }, SYSTEM)
    await expect(desk.accounts.signIn('imported', '', HOME)).rejects.toMatchObject({ code: 'wrong_credentials' })
  })

  test('is refused for a disabled person, and only who knows the password learns why', async () => {
    const ada = await desk.person('ada')
    accepted(await desk.bus.execute(toUser(ada.id, 'disable_user'), SYSTEM))
    await expect(desk.accounts.signIn('ada', PASSWORD, HOME)).rejects.toMatchObject({ code: 'user_disabled' })
    await expect(desk.accounts.signIn('ada', 'a wrong password', HOME)).rejects.toMatchObject({ code: 'wrong_credentials' })
  })

  test('beside their disabling leaves no session behind that stands for them when they are enabled again', async () => {
    const store = openMemoryStore()
    const created: string[] = []
    /** Runs where the person was found active, and their session isn't stored yet. */
    let beforeCreating = async () => {}
    const sessions = overlay(store.sessions, {
      async create(session) {
        await beforeCreating()
        await store.sessions.create(session)
        created.push(session.tokenHash)
      },
    })
    const slow = openDesk(overlay(store, { sessions }))
    const ada = await slow.person('ada')
    beforeCreating = async () => {
      accepted(await slow.bus.execute(toUser(ada.id, 'disable_user'), SYSTEM))
      await slow.accounts.userChanged({ userId: ada.id, disabled: true })
    }
    await expect(slow.accounts.signIn('ada', PASSWORD, HOME)).rejects.toMatchObject({ code: 'user_disabled' })
    expect(created).toHaveLength(1)
    expect(await store.sessions.find(created[0] ?? '')).toBeNull()
    await slow.close()
  })

  test('is refused for a while after five wrong passwords, also with the right one', async () => {
    await desk.person('ada')
    for (let n = 0; n < 5; n++)
      await expect(desk.accounts.signIn('ada', 'wrong', HOME)).rejects.toMatchObject({ code: 'wrong_credentials' })
    await expect(desk.accounts.signIn('ada', PASSWORD, HOME)).rejects.toMatchObject({ code: 'too_many_attempts' })
    desk.clock.now += 180_000
    expect((await desk.accounts.signIn('ada', PASSWORD, HOME)).me.name).toBe('ada')
  })
})

describe('A session', () => {
  test('is kept by the hash of its token, so that a reader of the store can’t use it', async () => {
    await desk.person('ada')
    const { token } = await desk.accounts.signIn('ada', PASSWORD, HOME)
    const kept = await desk.store.sessions.find(createHash('sha256').update(token).digest('hex'))
    expect(kept).not.toBeNull()
    expect(JSON.stringify(kept)).not.toContain(token)
    expect(await desk.store.sessions.find(token)).toBeNull()
  })

  test('survives a restart of the server', async () => {
    const ada = await desk.person('ada')
    const { token } = await desk.accounts.signIn('ada', PASSWORD, HOME)
    const restarted = openDesk(desk.store)
    expect((await restarted.accounts.authenticate(token))?.me).toEqual(ada)
    restarted.accounts.close()
    await restarted.registry.close()
  })

  test('ends after thirty days, and is dropped from the store', async () => {
    await desk.person('ada')
    const { token, expiresAt } = await desk.accounts.signIn('ada', PASSWORD, HOME)
    const { tokenHash } = (await desk.accounts.authenticate(token)) ?? { tokenHash: '' }
    expect(expiresAt).toBe(desk.clock.now + SESSION_MS)
    desk.clock.now = expiresAt
    expect(await desk.accounts.authenticate(token)).toBeNull()
    expect(await desk.store.sessions.find(tokenHash)).not.toBeNull()
    await desk.accounts.sweep()
    expect(await desk.store.sessions.find(tokenHash)).toBeNull()
  })

  test('ends by signing out, and says so to open connections', async () => {
    await desk.person('ada')
    const { token } = await desk.accounts.signIn('ada', PASSWORD, HOME)
    const { tokenHash } = (await desk.accounts.authenticate(token)) ?? { tokenHash: '' }
    await desk.accounts.signOut(token)
    expect(await desk.accounts.authenticate(token)).toBeNull()
    expect(ended).toEqual([{ tokenHash, reason: 'signed_out' }])
  })

  test('has the role that the person has now', async () => {
    const ada = await desk.person('ada')
    const { token } = await desk.accounts.signIn('ada', PASSWORD, HOME)
    accepted(await desk.bus.execute(toUser(ada.id, 'set_role', { role: 'admin' }), SYSTEM))
    await desk.accounts.userChanged({ userId: ada.id, roleChanged: true })
    expect((await desk.accounts.authenticate(token))?.me.role).toBe('admin')
    expect(ended).toEqual([{ userId: ada.id, reason: 'role_changed' }])
  })

  test('of a disabled person stands for nobody at once, and stays ended when they are enabled again', async () => {
    const ada = await desk.person('ada')
    const { token } = await desk.accounts.signIn('ada', PASSWORD, HOME)
    accepted(await desk.bus.execute(toUser(ada.id, 'disable_user'), SYSTEM))
    expect(await desk.accounts.authenticate(token)).toBeNull()
    await desk.accounts.userChanged({ userId: ada.id, disabled: true })
    accepted(await desk.bus.execute(toUser(ada.id, 'enable_user'), SYSTEM))
    expect(await desk.accounts.authenticate(token)).toBeNull()
    expect(ended).toEqual([{ userId: ada.id, reason: 'disabled' }])
  })

  test.each(['', 'x', 'A'.repeat(43), 'A'.repeat(5000), '\0'.repeat(43)])('is nobody’s where the token is none: %j', async token => {
    expect(await desk.accounts.authenticate(token)).toBeNull()
  })
})

describe('Changing a password', () => {
  test('needs the present one, and ends all other sessions of the person', async () => {
    const me = await desk.person('ada')
    await desk.person('bob')
    const [here, elsewhere] = [await desk.accounts.signIn('ada', PASSWORD, HOME), await desk.accounts.signIn('ada', PASSWORD, HOME)]
    const bobs = await desk.accounts.signIn('bob', PASSWORD, HOME)
    const change = { me, next: NEXT, token: here.token, address: HOME }
    await expect(desk.accounts.changePassword({ ...change, current: 'a wrong one' })).rejects.toMatchObject({
      code: 'wrong_credentials',
      field: 'current',
    })
    await desk.accounts.changePassword({ ...change, current: PASSWORD })
    expect(await desk.accounts.authenticate(here.token)).not.toBeNull()
    expect(await desk.accounts.authenticate(elsewhere.token)).toBeNull()
    expect(await desk.accounts.authenticate(bobs.token)).not.toBeNull()
    expect(ended.map(({ reason }) => reason)).toEqual(['password_changed'])
    await expect(desk.accounts.signIn('ada', PASSWORD, HOME)).rejects.toMatchObject({ code: 'wrong_credentials' })
    expect((await desk.accounts.signIn('ada', NEXT, HOME)).me.id).toBe(me.id)
  })

  test('refuses a password of the wrong length by name, before the present one is looked at', async () => {
    const me = await desk.person('ada')
    await expect(desk.accounts.changePassword({ me, current: 'x', next: 'short', token: '', address: HOME })).rejects.toMatchObject({
      code: 'malformed',
      field: 'next',
      message: 'The new password must be at least 10 bytes long.',
    })
  })

  test('is limited like signing in: a stolen session can’t be used to guess', async () => {
    const me = await desk.person('ada')
    const guess = () => desk.accounts.changePassword({ me, current: 'a guess', next: NEXT, token: '', address: HOME })
    for (let n = 0; n < 5; n++) await expect(guess()).rejects.toMatchObject({ code: 'wrong_credentials' })
    await expect(guess()).rejects.toMatchObject({ code: 'too_many_attempts' })
  })

  test('by an administrator ends every session of the person', async () => {
    const ada = await desk.person('ada')
    const { token } = await desk.accounts.signIn('ada', PASSWORD, HOME)
    await desk.accounts.setPassword(ada.id, NEXT)
    expect(await desk.accounts.authenticate(token)).toBeNull()
    await expect(desk.accounts.setPassword(randomUUID(), NEXT)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('Creating a person', () => {
  const bob = { id: null, name: 'bob', displayName: 'Bob', role: 'member', password: PASSWORD } as const

  test('is for administrators', async () => {
    const ada = await desk.person('ada')
    await expect(desk.accounts.createUser(bob, sender(ada))).rejects.toMatchObject({ code: 'not_allowed' })
    expect(await desk.store.accounts.byName('bob')).toBeNull()
  })

  test('is refused where the name is taken', async () => {
    await desk.person('bob')
    await expect(desk.accounts.createUser(bob, SYSTEM)).rejects.toMatchObject({ code: 'name_taken', field: 'name' })
  })

  test('is refused with a bad password before anything happens', async () => {
    await expect(desk.accounts.createUser({ ...bob, password: 'short' }, SYSTEM)).rejects.toMatchObject({
      code: 'malformed',
      field: 'password',
    })
    expect(await desk.store.accounts.byName('bob')).toBeNull()
  })

  test('sent again with the same id answers the same, and leaves a changed password alone', async () => {
    const id = randomUUID()
    const first = await desk.accounts.createUser({ ...bob, id }, SYSTEM)
    await desk.accounts.setPassword(id, NEXT)
    expect(await desk.accounts.createUser({ ...bob, id }, SYSTEM)).toEqual(first)
    expect((await desk.accounts.signIn('bob', NEXT, HOME)).me.id).toBe(id)
  })

  test('goes on where a crash stopped it after the name was claimed', async () => {
    const id = randomUUID()
    await desk.store.accounts.claim('bob', id)
    expect((await desk.accounts.createUser(bob, SYSTEM)).id).toBe(id)
    expect((await desk.accounts.signIn('bob', PASSWORD, HOME)).me.id).toBe(id)
  })

  test('goes on where a crash stopped it before the password was set', async () => {
    const id = randomUUID()
    accepted(await desk.bus.execute(toUser(id, 'create_user', { name: 'bob', displayName: 'Bob', role: 'member' }, id), SYSTEM))
    await desk.accounts.createUser({ ...bob, id }, SYSTEM)
    expect((await desk.accounts.signIn('bob', PASSWORD, HOME)).me.id).toBe(id)
  })

  test('by many at once under one name gives it to one of them', async () => {
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => desk.accounts.createUser(bob, SYSTEM)))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of results)
      if (result.status === 'rejected') expect(['name_taken', 'not_in_this_state']).toContain(result.reason.code)
  })
})
