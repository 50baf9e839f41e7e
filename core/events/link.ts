import type { ChainFailure, ChainHead, ChainName, CheckableEvent } from './chain.ts'
import { genesisHash, type Hashing, pureHashing } from './hash.ts'
import { type EventHeader, HeaderError, parseHeader } from './header.ts'
import { aggregateName } from './names.ts'
import { headerOpening, readNextHeader } from './next-header.ts'

/** What the first event of a chain follows. */
export function chainStart({ origin, aggregate }: ChainName, hashing: Hashing = pureHashing): ChainHead {
  return { version: 0, hash: genesisHash(origin, aggregate, hashing) }
}

/**
 * An event that follows: the head that it makes, the commitment to its content (null where it has none), and the earlier version whose content
 * it erases, if any; or why it doesn't follow.
 */
export type Link =
  | { readonly ok: true; readonly head: ChainHead; readonly commitment: string | null; readonly erases: number | null }
  | { readonly ok: false; readonly failure: ChainFailure }

/** Checks whether events follow each other in one chain: whether each header is well formed, and the next one. Specification, section 3. */
export class LinkCheck {
  readonly #chain: ChainName
  readonly #hashing: Hashing
  readonly #opening: string | null

  constructor(chain: ChainName, hashing: Hashing) {
    this.#chain = chain
    this.#hashing = hashing
    this.#opening = headerOpening(chain)
  }

  check(event: CheckableEvent, before: ChainHead): Link {
    const ordinary = this.#opening === null ? null : readNextHeader(event.header, this.#opening, before)
    return ordinary === null ? this.#checkClosely(event, before) : this.#checkHash(event, before.version + 1, ordinary.commitment, null)
  }

  #checkClosely(event: CheckableEvent, before: ChainHead): Link {
    const { origin, aggregate } = this.#chain
    const version = before.version + 1
    const fail = (rule: string, message: string, expected: string, actual: string) => broken(version, rule, message, expected, actual)
    const header = tryParse(event.header)
    if (header instanceof HeaderError)
      return fail('header', `The header is not well formed: ${header.message}.`, '12 well-formed lines', header.message)
    if (header.origin !== origin) return fail('origin', 'The event belongs to another log.', origin, header.origin)
    if (header.aggregate.type !== aggregate.type || header.aggregate.id !== aggregate.id)
      return fail('aggregate', 'The event belongs to another aggregate.', aggregateName(aggregate), aggregateName(header.aggregate))
    if (header.version !== version) return fail('version', 'The version does not follow.', String(version), String(header.version))
    if (header.parent !== before.hash) return fail('parent', 'The parent is not the event before.', before.hash, header.parent)
    return this.#checkHash(event, version, header.commitment, erasedVersion(header))
  }

  #checkHash(event: CheckableEvent, version: number, commitment: string | null, erases: number | null): Link {
    const hash = this.#hashing.sha256Hex(event.header)
    if (event.hash !== undefined && event.hash !== hash)
      return broken(version, 'hash', 'The stored hash is not the hash of the header.', event.hash, hash)
    return { ok: true, head: { version, hash }, commitment, erases }
  }
}

function broken(version: number, rule: string, message: string, expected: string, actual: string): Link {
  return { ok: false, failure: { check: 'chain', rule, version, message, expected, actual } }
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
function erasedVersion({ type, version, facts }: EventHeader): number | null {
  if (type !== 'content_erased') return null
  const isErasure = typeof facts.reason === 'string' && facts.reason !== ''
  return isErasure && typeof facts.version === 'number' && facts.version < version ? facts.version : null
}
