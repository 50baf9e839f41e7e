import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { userStateOf } from '../../../core/user/machine.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { overlay, withAppend } from '../../support/stores.ts'
import { accepted, createPerson, createTicket, refusalOf, SYSTEM, startRegistry, toTicket, toUser } from '../../support/world.ts'

const comment = (ticket: string) => toTicket(ticket, 'add_comment', { commentId: randomUUID(), body: 'Once' })

describe('a live ticket that takes what another server has appended', () => {
  it('takes its own next event once, although it is still reading when that is appended', async () => {
    const store = openMemoryStore()
    let reading = () => {}
    const isReading = new Promise<void>(resolve => {
      reading = resolve
    })
    let goOn = () => {}
    const going = new Promise<void>(resolve => {
      goOn = resolve
    })
    let look: Promise<unknown> | null = null
    const slow = overlay(store, {
      async *chain(aggregate, after) {
        for (let version = after; ; ) {
          const page = await store.chainPage(aggregate, version, 10)
          if (page.length === 0) return
          yield page
          version += page.length
          reading()
          if (look !== null) await going
        }
      },
    })
    const here = startRegistry(
      withAppend(slow, async (commit, real) => {
        const result = await real(commit)
        await look
        return result
      }),
    )
    const there = startRegistry(store)
    const ticket = await createTicket(here)
    accepted(await there.execute(comment(ticket), SYSTEM))

    here.noticed({ aggregate: { type: 'ticket', id: ticket }, version: 2 })
    look = here.ticket(ticket)
    await isReading
    const added = here.execute(comment(ticket), SYSTEM)
    // As far as it gets without reading on.
    await new Promise(resolve => setImmediate(resolve))
    goOn()
    accepted(await added)
    const { snapshot, head } = await here.ticket(ticket)
    expect(head.version).toBe(3)
    expect(snapshot.context.comments).toHaveLength(2)
  })
})

describe('a person whose server is waiting for the store to append', () => {
  async function whileAppending() {
    const store = openMemoryStore()
    let hangs = false
    let isAppending = () => {}
    let goOn = () => {}
    const appending = new Promise<void>(resolve => {
      isAppending = resolve
    })
    const going = new Promise<void>(resolve => {
      goOn = resolve
    })
    const slow = withAppend(store, async (commit, real) => {
      isAppending()
      if (hangs) await going
      return real(commit)
    })
    const [here, there] = [startRegistry(slow), startRegistry(store)]
    const person = await createPerson(there, 'mira')
    await here.user(person)
    hangs = true
    const renaming = here.execute(toUser(person, 'rename_user', { displayName: 'Mira M.' }), SYSTEM)
    await appending
    return { here, there, person, renaming, goOn }
  }

  it('is disabled there from the moment on in which another server says so', async () => {
    const { here, there, person, renaming, goOn } = await whileAppending()
    accepted(await there.execute(toUser(person, 'disable_user'), SYSTEM))
    const asked = here.user(person).then(({ snapshot }) => userStateOf(snapshot))
    // As far as it gets while the append is under way.
    await new Promise(resolve => setImmediate(resolve))
    goOn()
    expect(await asked).toBe('disabled')
    refusalOf(await renaming)
  })

  it('is told of without waiting where nobody else has appended', async () => {
    const { here, person, renaming, goOn } = await whileAppending()
    expect(userStateOf((await here.user(person)).snapshot)).toBe('active')
    goOn()
    accepted(await renaming)
  })
})
