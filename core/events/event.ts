import { canonicalJson, type JsonObject, parseCanonicalObject } from './canonical.ts'
import { isTooLarge, MAX_CONTENT, utf8Length } from './content.ts'
import { contentCommitment, eventHash } from './hash.ts'
import { type EventHeader, formatHeader, parseHeader } from './header.ts'
import { isHash } from './names.ts'

/** An event as it is stored and sent: exact texts, since the exact bytes are what is hashed. Specification, sections 2 and 7. */
export type RecordedEvent = {
  readonly header: string
  /** 64 hex digits; `null` where there is no content, or none any more. */
  readonly salt: string | null
  readonly content: string | null
}

/** An event with the hash that the store claims for it. `checkChain` compares it. */
export type StoredEvent = RecordedEvent & { readonly hash: string }

/** What is to be recorded: a header without its commitment, which follows from content and salt. */
export type EventDraft = Omit<EventHeader, 'commitment' | 'schemaVersion'> & {
  /** 1 where it isn't given. */
  readonly schemaVersion?: number
  readonly content: JsonObject | null
}

/** Content of more than 64 KiB. `bytes` is its size as canonical JSON in UTF-8. */
export class ContentTooLargeError extends Error {
  override readonly name = 'ContentTooLargeError'
  readonly bytes: number

  constructor(bytes: number) {
    super(`the content has ${bytes} bytes, the most is ${MAX_CONTENT}`)
    this.bytes = bytes
  }
}

/**
 * The fields of an event, for replay. Whether they are true to its chain is `checkChain`'s question.
 *
 * Throws `HeaderError` or `CanonicalJsonError` for texts that aren't well formed.
 */
export function readEvent(event: RecordedEvent): { header: EventHeader; content: JsonObject | null } {
  return {
    header: parseHeader(event.header),
    content: event.content === null ? null : parseCanonicalObject(event.content),
  }
}

/**
 * The event that a draft becomes. `salt` is 32 fresh random bytes as 64 hex digits, or `null` for a draft without content.
 *
 * Throws `CanonicalJsonError`, `HeaderError` or `ContentTooLargeError` for a draft that can't be recorded. Section 2.
 */
export function recordEvent(draft: EventDraft, salt: string | null): StoredEvent {
  const { content: value, schemaVersion = 1, ...fields } = draft
  const content = value === null ? null : formatContent(value)
  const header = formatHeader({ ...fields, schemaVersion, commitment: commit(salt, content) })
  return { header, salt, content, hash: eventHash(header) }
}

function formatContent(value: JsonObject): string {
  const content = canonicalJson(value)
  if (isTooLarge(content)) throw new ContentTooLargeError(utf8Length(content))
  return content
}

function commit(salt: string | null, content: string | null): string | null {
  if (content === null && salt === null) return null
  if (content === null || salt === null) throw new TypeError('content and salt are given together or not at all')
  if (!isHash(salt)) throw new TypeError('a salt is 64 lowercase hex digits')
  return contentCommitment(salt, content)
}
