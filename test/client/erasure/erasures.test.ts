import { describe, expect, it } from 'vitest'
import { erasuresOf, isErased } from '../../../client/erasure/erasures.ts'
import { keyOf, streamErasures } from '../../../client/erasure/stream-erasures.ts'
import { parseHeader } from '../../../core/events/header.ts'
import type { TicketDraft } from '../../../core/ticket/events.ts'
import { TICKET, ticketChain } from '../state/ticket-chain.ts'
import { created, history, JON, solved } from '../ticket/fixture.ts'

const erased = (version: number, reason: string): TicketDraft => ({ type: 'content_erased', facts: { version, reason }, content: null })

describe('the erasures of a history', () => {
  it('are known by the version that was erased: by whom, when and why', () => {
    const erasures = erasuresOf(history(created, solved, { ...erased(1, 'personal_data'), by: JON }))
    expect([...erasures]).toEqual([[1, { by: { type: 'user', id: JON }, at: '2026-11-23T09:00:02.000Z', reason: 'personal_data' }]])
  })

  it('keep the first one of a version: that one did it', () => {
    const erasures = erasuresOf(history(created, erased(1, 'unlawful'), erased(1, 'other')))
    expect(erasures.get(1)?.reason).toBe('unlawful')
  })
})

describe('the erasures of a stream', () => {
  const chain = ticketChain([created, solved, erased(1, 'abusive')])
  const entries = chain.map(stored => ({ stored, header: parseHeader(stored.header) }))

  it('are known by the history and the version', () => {
    const found = streamErasures(entries)
    expect(found.get(keyOf({ type: 'ticket', id: TICKET }, 1))?.reason).toBe('abusive')
    expect(found.size).toBe(1)
  })

  it('leave out what can’t be read', () => {
    expect(streamErasures([{ header: null }]).size).toBe(0)
  })

  it('tell an event whose words are gone from one that never had any', () => {
    const [first, second] = entries
    if (first === undefined || second === undefined) throw new Error('the chain is too short')
    expect(isErased(first)).toBe(false)
    expect(isErased({ ...first, stored: { content: null } })).toBe(true)
    expect(isErased(second)).toBe(false)
  })
})
