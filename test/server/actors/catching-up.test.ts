import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { overlay, withAppend } from '../../support/stores.ts'
import { accepted, createTicket, SYSTEM, startRegistry, toTicket } from '../../support/world.ts'

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
