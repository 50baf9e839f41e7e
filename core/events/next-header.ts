import { canonicalObjectEnd } from './canonical-text.ts'
import type { ChainHead, ChainName } from './chain.ts'
import { HEADER_TAG } from './header.ts'
import { aggregateName, isAggregateType, isOrigin, isUuid, PATTERNS } from './names.ts'

const DECIMAL = '(?:0|[1-9][0-9]{0,14})'
/** Days that not every month has, where this one doesn't have them, or not every year. */
const RARE_DAY = '\\d{4}-(?:02-29|02-3|0[469]-31|11-31)'
/** Lines 4 to 9. */
const MIDDLE = new RegExp(
  [
    '[1-9][0-9]{0,14}',
    PATTERNS.hash,
    `(?!content_erased )${PATTERNS.type} ${DECIMAL}`,
    `(?!0000|${RARE_DAY})${PATTERNS.time}`,
    `(?:user ${PATTERNS.uuid}|system ${PATTERNS.system})`,
    PATTERNS.uuid,
    '',
  ].join('\n'),
  'y',
)
const ASCII = /[ -~]*/y
/** What follows the facts. */
const END = new RegExp(`\n(?:-|${PATTERNS.hash})\n(?:-|${PATTERNS.hash})\n`, 'y')

/** The first three lines of every header of a chain; null where no header can have such ones. */
export function headerOpening({ origin, aggregate }: ChainName): string | null {
  const isPossible = isOrigin(origin) && isAggregateType(aggregate.type) && isUuid(aggregate.id)
  return isPossible ? `${HEADER_TAG}\n${origin}\n${aggregateName(aggregate)}\n` : null
}

/**
 * What an ordinary header that follows `before` commits to: `commitment` is null for an event without content. Null where the header isn't that,
 * or not surely: `parseHeader` then says what it is. An erasure, or a leap day, is not ordinary.
 *
 * What must stand there is known but for a few fields, so that nothing needs to be taken apart.
 */
export function readNextHeader(header: string, opening: string, before: ChainHead): { readonly commitment: string | null } | null {
  const expected = `${opening}${before.version + 1}\n${before.hash}\n`
  if (header.slice(0, expected.length) !== expected) return null
  MIDDLE.lastIndex = opening.length
  if (!MIDDLE.test(header)) return null
  const facts = MIDDLE.lastIndex
  const factsEnd = canonicalObjectEnd(header, facts)
  ASCII.lastIndex = facts
  if (!ASCII.test(header) || ASCII.lastIndex !== factsEnd) return null
  END.lastIndex = factsEnd
  if (!END.test(header) || END.lastIndex !== header.length) return null
  return { commitment: header[factsEnd + 1] === '-' ? null : header.slice(factsEnd + 1, factsEnd + 65) }
}
