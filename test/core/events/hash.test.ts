import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentCommitment, eventHash, genesisHash } from '../../../core/events/hash.ts'
import { parseHeader } from '../../../core/events/header.ts'
import vectors from '../../vectors/events.json' with { type: 'json' }
import { anyChain, anyChainName, anyContent } from './arbitraries.ts'
import { referenceJson } from './reference.ts'

describe('the shared vectors of events', () => {
  it('give the genesis hash', () => {
    expect(genesisHash(vectors.origin, vectors.aggregate)).toBe(vectors.genesis)
  })

  it.each(vectors.events)('give hash and commitment of version $fields.version, a $fields.eventType', event => {
    expect(Buffer.from(event.header).toString('hex')).toBe(event.headerHex)
    expect(eventHash(event.header)).toBe(event.hash)
    if (event.salt !== null && event.content !== null) expect(contentCommitment(event.salt, event.content)).toBe(event.commitment)
  })

  it.each(vectors.events)('give the fields of version $fields.version', ({ header, fields, commitment }) => {
    expect(parseHeader(header)).toEqual({
      origin: vectors.origin,
      aggregate: vectors.aggregate,
      version: fields.version,
      parent: fields.parent,
      type: fields.eventType,
      schemaVersion: fields.schemaVersion,
      recordedAt: fields.recordedAt,
      actor: { type: fields.actorType, id: fields.actorId },
      commandId: fields.commandId,
      facts: fields.facts,
      commitment,
      block: fields.block,
    })
  })
})

/** The same hashes by other means: bytes put together by hand, and the platform's SHA-256. */
const sha256 = (...parts: (string | Buffer)[]) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

describe('a second computation agrees', () => {
  it('on every event of a chain, from its fields alone', () => {
    fc.assert(
      fc.property(anyChain, ({ name, events }) => {
        let parent = sha256('sealdesk/genesis/v1\n', name.origin, '\n', name.aggregate.type, ' ', name.aggregate.id, '\n')
        for (const [index, event] of events.entries()) {
          const h = parseHeader(event.header)
          let bytes = `sealdesk/event/v1\n${name.origin}\n${name.aggregate.type} ${name.aggregate.id}\n${index + 1}\n${parent}\n`
          bytes += `${h.type} ${h.schemaVersion}\n${h.recordedAt}\n${h.actor.type} ${h.actor.id}\n${h.commandId}\n`
          bytes += `${referenceJson(h.facts)}\n${h.commitment ?? '-'}\n${h.block ?? '-'}\n`
          parent = sha256(Buffer.from(bytes, 'latin1'))
          expect(event.hash).toBe(parent)
        }
      }),
    )
  })

  it('on the genesis of any aggregate', () => {
    fc.assert(
      fc.property(anyChainName, ({ origin, aggregate }) => {
        expect(genesisHash(origin, aggregate)).toBe(sha256(`sealdesk/genesis/v1\n${origin}\n${aggregate.type} ${aggregate.id}\n`))
      }),
    )
  })

  it('on the commitment to any content', () => {
    fc.assert(
      fc.property(anyContent, fc.uint8Array({ minLength: 32, maxLength: 32 }), (content, salt) => {
        const text = referenceJson(content)
        const expected = sha256('sealdesk/content/v1\n', Buffer.from(salt), Buffer.from(text, 'utf8'))
        expect(contentCommitment(Buffer.from(salt).toString('hex'), text)).toBe(expected)
      }),
    )
  })
})
