import { describe, expect, it } from 'vitest'
import { CanonicalJsonError } from '../../../core/events/canonical.ts'
import { checkChain } from '../../../core/events/chain.ts'
import { ContentTooLargeError, type EventDraft, readEvent, recordEvent } from '../../../core/events/event.ts'
import { contentCommitment, eventHash, genesisHash } from '../../../core/events/hash.ts'
import { HeaderError } from '../../../core/events/header.ts'

const name = { origin: 'sealdesk.example/log', aggregate: { type: 'ticket', id: '8aca77a2-c9aa-4ea2-8fea-968635eae518' } }
const salt = '5a'.repeat(32)
const draft: EventDraft = {
  ...name,
  version: 1,
  parent: genesisHash(name.origin, name.aggregate),
  type: 'ticket_opened',
  recordedAt: '2026-11-23T09:02:17.290Z',
  actor: { type: 'system', id: 'sla-timer' },
  commandId: '0b4c5bbc-7f1a-43be-8759-5cbb5c6ccb48',
  facts: { channel: 'email' },
  content: { title: 'Printer on fire 🔥' },
  block: null,
}

describe('recordEvent', () => {
  it('commits to the content with the salt', () => {
    const event = recordEvent(draft, salt)
    const { header, content } = readEvent(event)
    expect(content).toEqual(draft.content)
    expect(header).toMatchObject({ schemaVersion: 1, commitment: contentCommitment(salt, '{"title":"Printer on fire 🔥"}') })
    expect(event.header).not.toContain('Printer')
    expect(event.hash).toBe(eventHash(event.header))
  })

  it('records an event without content', () => {
    const event = recordEvent({ ...draft, content: null, schemaVersion: 2 }, null)
    expect(event).toMatchObject({ salt: null, content: null })
    expect(readEvent(event)).toMatchObject({ header: { commitment: null, schemaVersion: 2 }, content: null })
  })

  it('gives the first event of a chain that checks', () => {
    const event = recordEvent(draft, salt)
    expect(checkChain([event], name)).toEqual({
      ok: true,
      head: { version: 1, hash: event.hash },
      content: [{ version: 1, state: 'present' }],
    })
  })

  it('takes content of exactly 64 KiB of UTF-8 and refuses one byte more', () => {
    const body = 'é'.repeat(32 * 1024 - 6)
    const event = recordEvent({ ...draft, content: { body: `${body}x` } }, salt)
    expect(new TextEncoder().encode(event.content ?? '').length).toBe(64 * 1024)
    expect(checkChain([event], name).ok).toBe(true)
    const record = () => recordEvent({ ...draft, content: { body: `${body}xy` } }, salt)
    expect(record).toThrow(ContentTooLargeError)
    expect(record).toThrow('the content has 65537 bytes, the most is 65536')
  })

  it('counts bytes, not characters', () => {
    const body = '日'.repeat(22_000)
    expect(() => recordEvent({ ...draft, content: { body } }, salt)).toThrow(expect.objectContaining({ bytes: 66_011 }))
    expect(() => recordEvent({ ...draft, content: { body: 'x'.repeat(22_000) } }, salt)).not.toThrow()
  })

  it('refuses what canonical JSON does not hold, in facts and content', () => {
    expect(() => recordEvent({ ...draft, content: { body: 'a\ud800' } }, salt)).toThrow(CanonicalJsonError)
    expect(() => recordEvent({ ...draft, facts: { n: -0 } }, salt)).toThrow(CanonicalJsonError)
  })

  it('refuses a field that would not be read back', () => {
    expect(() => recordEvent({ ...draft, commandId: 'retry' }, salt)).toThrow(HeaderError)
  })

  it('wants a salt exactly where there is content', () => {
    expect(() => recordEvent(draft, null)).toThrow(TypeError)
    expect(() => recordEvent({ ...draft, content: null }, salt)).toThrow(TypeError)
    expect(() => recordEvent(draft, salt.toUpperCase())).toThrow(TypeError)
    expect(() => recordEvent(draft, 'ab')).toThrow(TypeError)
  })
})

describe('readEvent', () => {
  it('refuses texts that are not well formed', () => {
    const event = recordEvent(draft, salt)
    expect(() => readEvent({ ...event, header: event.header.slice(1) })).toThrow(HeaderError)
    expect(() => readEvent({ ...event, content: '{"title": 1}' })).toThrow(CanonicalJsonError)
  })
})
