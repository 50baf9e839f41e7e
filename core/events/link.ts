import type { ChainFailure, ChainHead, ChainName, CheckableEvent } from './chain.ts'
import { genesisHash, type Hashing, pureHashing } from './hash.ts'
import { type EventHeader, HeaderError, parseHeader } from './header.ts'
import { aggregateName } from './names.ts'

/** What the first event of a chain follows. */
export function chainStart({ origin, aggregate }: ChainName): ChainHead {
  return { version: 0, hash: genesisHash(origin, aggregate) }
}

/** An event that follows, with the head that it makes; or why it doesn't follow. */
export type Link =
  | { readonly ok: true; readonly header: EventHeader; readonly head: ChainHead }
  | { readonly ok: false; readonly failure: ChainFailure }

/** Whether an event's header is well formed and the next one after `before`. Specification, section 3. */
export function checkLink(
  event: CheckableEvent,
  before: ChainHead,
  { origin, aggregate }: ChainName,
  hashing: Hashing = pureHashing,
): Link {
  const version = before.version + 1
  const fail = (rule: string, message: string, expected: string, actual: string): Link => ({
    ok: false,
    failure: { check: 'chain', rule, version, message, expected, actual },
  })
  const header = tryParse(event.header)
  if (header instanceof HeaderError)
    return fail('header', `The header is not well formed: ${header.message}.`, '12 well-formed lines', header.message)
  if (header.origin !== origin) return fail('origin', 'The event belongs to another log.', origin, header.origin)
  if (header.aggregate.type !== aggregate.type || header.aggregate.id !== aggregate.id)
    return fail('aggregate', 'The event belongs to another aggregate.', aggregateName(aggregate), aggregateName(header.aggregate))
  if (header.version !== version) return fail('version', 'The version does not follow.', String(version), String(header.version))
  if (header.parent !== before.hash) return fail('parent', 'The parent is not the event before.', before.hash, header.parent)
  const hash = hashing.sha256Hex(event.header)
  if (event.hash !== undefined && event.hash !== hash)
    return fail('hash', 'The stored hash is not the hash of the header.', event.hash, hash)
  return { ok: true, header, head: { version, hash } }
}

function tryParse(header: string): EventHeader | HeaderError {
  try {
    return parseHeader(header)
  } catch (error) {
    if (error instanceof HeaderError) return error
    throw error
  }
}

/** The earlier version whose content an event erases, or `null` for any other event. Section 9.3. */
export function erasedVersion({ type, version, facts }: EventHeader): number | null {
  if (type !== 'content_erased') return null
  const isErasure = typeof facts.reason === 'string' && facts.reason !== ''
  return isErasure && typeof facts.version === 'number' && facts.version < version ? facts.version : null
}
