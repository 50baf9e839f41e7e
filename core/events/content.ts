import { utf8ToBytes } from '@noble/hashes/utils.js'
import { CanonicalJsonError, parseCanonicalObject } from './canonical.ts'
import { canonicalObjectEnd } from './canonical-text.ts'
import type { RecordedEvent } from './event.ts'
import { type Hashing, pureHashing } from './hash.ts'
import { isHash } from './names.ts'

/** Bytes of UTF-8 that an event's content may have: 64 KiB. Specification, section 2. */
export const MAX_CONTENT = 64 * 1024

/** Content that contradicts its header. */
export type BrokenContent = {
  readonly state: 'broken'
  readonly rule: 'salt' | 'uncommitted' | 'size' | 'commitment' | 'canonical'
  readonly message: string
  readonly expected: string
  readonly actual: string
}

/** What one event shows of its content. `missing` is legitimate only if a later event erased it. */
export type ContentFinding =
  | { readonly state: 'present' }
  | { readonly state: 'none' }
  | { readonly state: 'missing'; readonly commitment: string }
  | BrokenContent

/** Whether content and salt are what the header commits to. Specification, sections 3 and 9.3. */
export function checkContent(
  commitment: string | null,
  { salt, content }: Pick<RecordedEvent, 'salt' | 'content'>,
  hashing: Hashing = pureHashing,
): ContentFinding {
  if (content === null) {
    if (salt !== null) return broken('salt', 'There is a salt without content.', 'null', salt)
    return commitment === null ? { state: 'none' } : { state: 'missing', commitment }
  }
  if (commitment === null) return broken('uncommitted', 'The header commits to no content.', '-', hashing.sha256Hex(content))
  if (salt === null || !isHash(salt)) return broken('salt', 'The salt is not 32 bytes in lowercase hex.', '64 hex digits', String(salt))
  if (isTooLarge(content)) return broken('size', 'The content is larger than 64 KiB.', String(MAX_CONTENT), String(utf8Length(content)))
  const opened = hashing.contentCommitment(salt, content)
  if (opened !== commitment) return broken('commitment', 'The header commits to another content.', commitment, opened)
  return checkForm(content)
}

/** Whether a content has more than 64 KiB of UTF-8. */
export function isTooLarge(content: string): boolean {
  // A UTF-16 code unit is at most three bytes of UTF-8, so that most contents needn't be counted.
  return content.length * 3 > MAX_CONTENT && utf8Length(content) > MAX_CONTENT
}

export function utf8Length(text: string): number {
  return utf8ToBytes(text).length
}

/** A commitment opens by bytes alone; a lone surrogate, which UTF-8 can't write, is also found here. */
function checkForm(content: string): ContentFinding {
  if (canonicalObjectEnd(content, 0) === content.length) return { state: 'present' }
  try {
    parseCanonicalObject(content)
    return { state: 'present' }
  } catch (error) {
    if (!(error instanceof CanonicalJsonError)) throw error
    return broken('canonical', 'The content is not the canonical JSON of an object.', 'canonical JSON object', error.message)
  }
}

function broken(rule: BrokenContent['rule'], message: string, expected: string, actual: string): BrokenContent {
  return { state: 'broken', rule, message, expected, actual }
}
