import fc from 'fast-check'
import type { Json, JsonObject } from '../../../core/events/canonical.ts'
import type { ChainName } from '../../../core/events/chain.ts'
import { type EventDraft, recordEvent, type StoredEvent } from '../../../core/events/event.ts'
import { genesisHash } from '../../../core/events/hash.ts'
import type { Actor } from '../../../core/events/header.ts'

const hex64 = fc.stringMatching(/^[0-9a-f]{64}$/)
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const key = fc.oneof(fc.stringMatching(/^[a-z][A-Za-z0-9]{0,6}$/), fc.constantFrom('constructor', 'toString', 'valueOf', 'hasOwnProperty'))

/** Objects of what canonical JSON holds, with strings made of `text`. */
function jsonObject(text: fc.Arbitrary<string>) {
  const { object } = fc.letrec<{ value: Json; object: JsonObject }>(tie => ({
    value: fc.oneof(
      { depthSize: 'small', maxDepth: 8 },
      text,
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      tie('object'),
    ),
    object: fc.dictionary(key, tie('value'), { maxKeys: 5 }),
  }))
  return object
}

const unicode = fc.string({ unit: 'binary' }).map(text => text.replaceAll('\u0000', ''))
const ascii = fc.string({ unit: 'binary-ascii' }).map(text => text.replaceAll('\u0000', ''))

export const anyContent = jsonObject(unicode)
export const anyFacts = jsonObject(ascii)

export const anyChainName: fc.Arbitrary<ChainName> = fc.record({
  origin: fc.stringMatching(/^[!-*,-~]{1,40}$/),
  aggregate: fc.record({ type: fc.constantFrom('ticket', 'user', 'anchor'), id: fc.uuid() }),
})

const anyActor: fc.Arbitrary<Actor> = fc.oneof(
  fc.record({ type: fc.constant('user' as const), id: fc.uuid() }),
  fc.record({ type: fc.constant('system' as const), id: fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,20}$/) }),
)

/** What one event says, without its place in a chain. */
const anyStep = fc.record({
  type: fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/).filter(type => type !== 'content_erased'),
  recordedAt: fc
    .date({ min: new Date('0001-01-01T00:00:00.000Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
    .map(date => date.toISOString()),
  schemaVersion: fc.integer({ min: 1, max: 9 }),
  actor: anyActor,
  commandId: fc.uuid(),
  facts: anyFacts,
  block: optional(hex64),
  content: optional(anyContent),
  salt: hex64,
  erasedLater: fc.boolean(),
})

export type Chain = { readonly name: ChainName; readonly events: readonly StoredEvent[] }

/** Well-formed chains; some contents are erased by later events. */
export const anyChain: fc.Arbitrary<Chain> = fc
  .tuple(anyChainName, fc.array(anyStep, { minLength: 1, maxLength: 6 }))
  .map(([name, steps]) => {
    const events: StoredEvent[] = []
    let parent = genesisHash(name.origin, name.aggregate)
    const append = (draft: Omit<EventDraft, 'origin' | 'aggregate' | 'version' | 'parent'>, salt: string) => {
      const event = recordEvent({ ...name, ...draft, version: events.length + 1, parent }, draft.content === null ? null : salt)
      events.push(event)
      parent = event.hash
    }
    for (const { salt, erasedLater, ...draft } of steps) append(draft, salt)
    for (const [index, { salt, erasedLater, ...draft }] of steps.entries()) {
      if (!erasedLater || draft.content === null) continue
      append({ ...draft, type: 'content_erased', facts: { version: index + 1, reason: 'asked' }, content: null }, salt)
    }
    return { name, events: events.map((event, i) => (steps[i]?.erasedLater ? { ...event, salt: null, content: null } : event)) }
  })
