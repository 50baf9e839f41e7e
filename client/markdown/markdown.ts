import MarkdownIt from 'markdown-it'
import { linkReferences, type References } from './references.ts'

/** Addresses that a text may link to. Everything else, `javascript:` and `data:` above all, stays plain text. */
export const SAFE_ADDRESS = /^(?:https?:\/\/|mailto:|\/(?!\/)|#)/i

/**
 * Markdown as HTML. No HTML of the writer's own; links only to safe addresses; a picture is a link to it, since nothing is
 * loaded from other hosts. What comes out still goes through the sanitiser: two walls, neither trusts the other.
 */
export function markdownToHtml(source: string, references: References): string {
  return markdown.render(source, { known: references })
}

const markdown = createMarkdown()

function createMarkdown(): InstanceType<typeof MarkdownIt> {
  const it = new MarkdownIt({ html: false, linkify: true, breaks: true })
  it.validateLink = address => SAFE_ADDRESS.test(address.trim())
  it.renderer.rules.image = (tokens, at) => {
    const token = tokens[at]
    const address = String(token?.attrGet('src') ?? '')
    const text = token?.content || address
    return `<a ${linkAttributes(address)} class="picture">${it.utils.escapeHtml(text)}</a>`
  }
  it.renderer.rules.link_open = (tokens, at) => {
    const token = tokens[at]
    const kind = token?.attrGet('class') === 'reference' ? ' class="reference"' : ''
    return `<a ${linkAttributes(String(token?.attrGet('href') ?? ''))}${kind}>`
  }
  // A wide table scrolls by itself; focusable, so that it does for the keyboard too.
  it.renderer.rules.table_open = () => '<div class="table" tabindex="0"><table>\n'
  it.renderer.rules.table_close = () => '</table></div>\n'
  it.core.ruler.push('tasks', state => {
    for (const [at, token] of state.tokens.entries()) {
      const first = token.children?.[0]
      if (first?.type !== 'text' || state.tokens[at - 2]?.type !== 'list_item_open') continue
      first.content = first.content.replace(/^\[ \] /, '☐ ').replace(/^\[x\] /i, '☑ ')
    }
  })
  linkReferences(it)
  return it

  /** Other sites open beside the ticket, learn nothing about it, and gain nothing from being linked here. */
  function linkAttributes(address: string): string {
    const href = `href="${it.utils.escapeHtml(address)}"`
    return /^[/#]/.test(address) ? href : `${href} target="_blank" rel="noopener noreferrer nofollow"`
  }
}
