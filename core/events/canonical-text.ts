/** Arrays and objects that may be nested in each other: specification, section 9.1. */
export const MAX_DEPTH = 16

const UNSURE = -1
const MEMBER = /"[a-z][A-Za-z0-9]*":/y
/** What a string may hold as it is, and what else: the short escapes, and surrogate pairs. Escapes with `\u` are left to whoever reads closely. */
const PLAIN = /[ !#-[\]-\ud7ff\ue000-\uffff]*/y
const SPECIAL = /\\["\\bfnrt]|[\ud800-\udbff][\udc00-\udfff]/y
/** Integers of 16 digits may be in range: the same. */
const SCALAR = /0|-?[1-9][0-9]{0,14}|true|false|null/y

/**
 * Where the object ends whose canonical JSON stands at `start` of `text`; −1 where that isn't canonical, or not surely. Specification, section 1.
 *
 * It makes no values, and so takes a fraction of the time of reading and writing one.
 */
export function canonicalObjectEnd(text: string, start: number): number {
  return text[start] === '{' ? objectEnd(text, start, 1) : UNSURE
}

/** `start` is where the brace is, `depth` includes this object. */
function objectEnd(text: string, start: number, depth: number): number {
  if (depth > MAX_DEPTH) return UNSURE
  if (text[start + 1] === '}') return start + 2
  let before = ''
  let at = start
  do {
    const value = matchEnd(MEMBER, text, at + 1)
    if (value === UNSURE) return UNSURE
    const key = text.slice(at + 2, value - 2)
    if (key <= before) return UNSURE
    before = key
    at = valueEnd(text, value, depth)
  } while (text[at] === ',')
  return text[at] === '}' ? at + 1 : UNSURE
}

function arrayEnd(text: string, start: number, depth: number): number {
  if (depth > MAX_DEPTH) return UNSURE
  if (text[start + 1] === ']') return start + 2
  let at = start
  do at = valueEnd(text, at + 1, depth)
  while (text[at] === ',')
  return text[at] === ']' ? at + 1 : UNSURE
}

function valueEnd(text: string, start: number, depth: number): number {
  switch (text[start]) {
    case '"':
      return stringEnd(text, start)
    case '{':
      return objectEnd(text, start, depth + 1)
    case '[':
      return arrayEnd(text, start, depth + 1)
    default:
      return matchEnd(SCALAR, text, start)
  }
}

/** Piece by piece: one pattern for all of a long string would need a deep stack. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at !== UNSURE; at = matchEnd(SPECIAL, text, at)) {
    at = matchEnd(PLAIN, text, at)
    if (text[at] === '"') return at + 1
  }
  return UNSURE
}

function matchEnd(sticky: RegExp, text: string, start: number): number {
  sticky.lastIndex = start
  return sticky.test(text) ? sticky.lastIndex : UNSURE
}
