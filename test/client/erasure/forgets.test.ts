import { afterEach, describe, expect, it, vi } from 'vitest'
import { ChainFollower } from '../../../client/state/chain-follower.ts'
import { ticketKind } from '../../../client/state/ticket-controller.ts'
import type { TicketDraft } from '../../../core/ticket/events.ts'
import { startScriptedServer } from '../state/scripted-server.ts'
import { chainPage, created, solved, TICKET, ticketChain } from '../state/ticket-chain.ts'

const erased: TicketDraft = { type: 'content_erased', facts: { version: 1, reason: 'personal_data' }, content: null }

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

describe('A ticket that is followed while a text of it is erased', () => {
  it('keeps the words no longer, in no form', async () => {
    const chain = ticketChain([created, solved, erased])
    const server = await startScriptedServer({ sync: ({ since }) => chainPage(chain.slice(0, 2), since) })
    const follower = new ChainFollower(server.connection, ticketKind, TICKET)
    ends.push(async () => {
      follower.stop()
      await server.close()
    })
    server.connection.connect()
    const checked = (version: number) => vi.waitFor(() => expect(follower.view.value.checked.version).toBe(version))
    await checked(2)
    expect(JSON.stringify(follower.view.value)).toContain('It smokes.')

    const [, , last] = chain
    if (last === undefined) throw new Error('the chain is too short')
    server.push('delta', { kind: 'chain', topic: `ticket:${TICKET}`, event: last })
    await checked(3)
    const { events, failure, snapshot } = follower.view.value
    expect(failure).toBeNull()
    expect(JSON.stringify(events)).not.toContain('smokes')
    expect(JSON.stringify(snapshot.context)).not.toContain('smokes')
    expect(events[0]).toMatchObject({ event: { content: null }, stored: { salt: null, content: null, hash: chain[0]?.hash } })
  })
})
