import type MarkdownIt from 'markdown-it'
import type { StateCore } from 'markdown-it'

/** What a text may refer to: whether somebody goes by a name (`@mira`). */
export type References = { isPerson(name: string): boolean }

type Token = InstanceType<StateCore['Token']>

/** A piece of plain text, or a link that it contains. */
export type Piece = { readonly text: string; readonly href: string | null }

/** Not inside a word, an address or a path: `mail@example.org` and `a#12` are left alone. */
const REFERENCE = /(?<![\w@#/.&-])(?:@(?<name>[a-z0-9._-]{2,32})|#(?<number>[1-9][0-9]{0,8})(?![\w-]))/g

/** Finds `@name` of people that are known, and `#12`, in plain text. The pieces add up to the text. */
export function findReferences(text: string, { isPerson }: References): readonly Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const match of text.matchAll(REFERENCE)) {
    const found = match.groups?.name === undefined ? ticket(match.groups?.number) : person(match.groups.name, isPerson)
    if (found === null) continue
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), href: null })
    pieces.push(found)
    end = match.index + found.text.length
  }
  if (end < text.length) pieces.push({ text: text.slice(end), href: null })
  return pieces
}

function ticket(number: string | undefined): Piece | null {
  return number === undefined ? null : { text: `#${number}`, href: `/tickets/${number}` }
}

/** A name may end in a dot or a dash, and a sentence too: the longest known name wins. */
function person(name: string, isPerson: (name: string) => boolean): Piece | null {
  for (let candidate = name; candidate.length >= 2; candidate = candidate.slice(0, -1)) {
    if (isPerson(candidate)) return { text: `@${candidate}`, href: `/people/${candidate}` }
    if (!/[._-]$/.test(candidate)) return null
  }
  return null
}

/**
 * A plugin of markdown-it: references become links, in text, not in code and not inside of links. Which names are known is a matter of
 * each rendering: `render(source, { known: references })`.
 */
export function linkReferences(markdown: InstanceType<typeof MarkdownIt>): void {
  markdown.core.ruler.push('references', state => {
    const { known: references } = state.env
    if (!isReferences(references)) return
    for (const block of state.tokens) {
      if (block.type === 'inline' && block.children !== null) block.children = withLinks(state, block.children, references)
    }
  })
}

function withLinks(state: StateCore, tokens: readonly Token[], references: References): Token[] {
  let depth = 0
  return tokens.flatMap(token => {
    if (token.type === 'link_open') depth++
    if (token.type === 'link_close') depth--
    if (token.type !== 'text' || depth > 0) return [token]
    return findReferences(token.content, references).flatMap(piece => tokensOf(state, piece))
  })
}

function tokensOf(state: StateCore, { text, href }: Piece): Token[] {
  const content = new state.Token('text', '', 0)
  content.content = text
  if (href === null) return [content]
  const open = new state.Token('link_open', 'a', 1)
  open.attrs = [
    ['href', href],
    ['class', 'reference'],
  ]
  return [open, content, new state.Token('link_close', 'a', -1)]
}

function isReferences(value: unknown): value is References {
  return typeof value === 'object' && value !== null && 'isPerson' in value && typeof value.isPerson === 'function'
}
