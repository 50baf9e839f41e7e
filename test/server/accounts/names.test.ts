import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { KnownError, refusal } from '../../../core/protocol/errors.ts'
import type { CommandBus } from '../../../server/actors/command-bus.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { accepted, refusalOf, SYSTEM, toUser } from '../../support/world.ts'
import { type Desk, openDesk, sender } from './desk.ts'

let desk = openDesk()
const reopen = (wrap?: (bus: CommandBus) => CommandBus): Desk => {
  desk = openDesk(openMemoryStore(), wrap)
  return desk
}
afterEach(() => desk.close())

const holder = async (name: string) => (await desk.store.accounts.byName(name))?.userId ?? null
const create = (name: string, id: string = randomUUID()) => toUser(id, 'create_user', { name, displayName: name, role: 'member' })

describe('A name', () => {
  test('belongs to one person: a second one is refused, and the field is named', async () => {
    reopen()
    await desk.person('ada')
    const result = await desk.bus.execute(create('ada'), SYSTEM)
    expect(result).toEqual({ ok: false, refusal: refusal('name_taken', undefined, 'name') })
  })

  test('goes to one of many who want it at the same moment', async () => {
    reopen()
    const results = await Promise.all(Array.from({ length: 10 }, () => desk.bus.execute(create('ada'), SYSTEM)))
    expect(results.map(refusalOf).sort()).toEqual(['accepted', ...Array(9).fill('name_taken')])
  })

  test('is free again when its person is renamed, and the new one is theirs', async () => {
    reopen()
    const ada = await desk.person('ada')
    accepted(await desk.bus.execute(toUser(ada.id, 'rename_user', { name: 'adele' }), sender(ada)))
    expect(await holder('adele')).toBe(ada.id)
    expect(await holder('ada')).toBeNull()
  })

  test('of somebody else can’t be taken by renaming', async () => {
    reopen()
    const [ada, bob] = [await desk.person('ada'), await desk.person('bob')]
    expect(refusalOf(await desk.bus.execute(toUser(bob.id, 'rename_user', { name: 'ada' }), sender(bob)))).toBe('name_taken')
    expect(await holder('ada')).toBe(ada.id)
    expect(await holder('bob')).toBe(bob.id)
  })

  test('is not blocked by who may not have it', async () => {
    reopen()
    const [ada, bob] = [await desk.person('ada'), await desk.person('bob')]
    expect(refusalOf(await desk.bus.execute(create('carl'), sender(bob)))).toBe('not_allowed')
    expect(refusalOf(await desk.bus.execute(toUser(ada.id, 'rename_user', { name: 'carl' }), sender(bob)))).toBe('not_allowed')
    expect(refusalOf(await desk.bus.execute(toUser(randomUUID(), 'rename_user', { name: 'carl' }), SYSTEM))).toBe('not_found')
    expect(refusalOf(await desk.bus.execute(create('carl', ada.id), SYSTEM))).toBe('not_in_this_state')
    expect(await holder('carl')).toBeNull()
  })

  test('is given back when the command is refused after all', async () => {
    const bus = (real: CommandBus): CommandBus => ({
      execute: async (command, by) =>
        command.type === 'rename_user' ? { ok: false, refusal: refusal('conflict') } : real.execute(command, by),
    })
    reopen(bus)
    const ada = await desk.person('ada')
    expect(refusalOf(await desk.bus.execute(toUser(ada.id, 'rename_user', { name: 'adele' }), SYSTEM))).toBe('conflict')
    expect(await holder('adele')).toBeNull()
    expect(await holder('ada')).toBe(ada.id)
  })

  test('stays where it isn’t known whether the command was carried out, until it is sent again', async () => {
    let failing = true
    const bus = (real: CommandBus): CommandBus => ({
      async execute(command, by) {
        const result = await real.execute(command, by)
        if (command.type === 'rename_user' && failing) throw new KnownError('store_unavailable')
        return result
      },
    })
    reopen(bus)
    const ada = await desk.person('ada')
    const rename = toUser(ada.id, 'rename_user', { name: 'adele' })
    await expect(desk.bus.execute(rename, SYSTEM)).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(await holder('adele')).toBe(ada.id)
    expect(await holder('ada')).toBe(ada.id)
    failing = false
    accepted(await desk.bus.execute(rename, SYSTEM))
    expect(await holder('adele')).toBe(ada.id)
  })

  test('of a command that was carried out long ago is not claimed again when it is sent again', async () => {
    reopen()
    const id = randomUUID()
    const command = create('ada', id)
    const first = accepted(await desk.bus.execute(command, SYSTEM))
    accepted(await desk.bus.execute(toUser(id, 'rename_user', { name: 'adele' }), SYSTEM))
    const other = await desk.person('ada')
    expect(await desk.bus.execute(command, SYSTEM)).toEqual(first)
    expect(await holder('ada')).toBe(other.id)
  })

  test('is left behind by none of several renamings of one person at once', async () => {
    reopen()
    const ada = await desk.person('ada')
    const names = ['a1', 'a2', 'a3', 'a4']
    await Promise.all(names.map(name => desk.bus.execute(toUser(ada.id, 'rename_user', { name }), SYSTEM)))
    const now = (await desk.users.user(ada.id))?.name
    for (const name of ['ada', ...names]) expect(await holder(name)).toBe(name === now ? ada.id : null)
  })
})
