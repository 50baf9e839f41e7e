import DOMPurify from 'dompurify'
import { SAFE_ADDRESS } from './markdown.ts'

/** Only what Markdown makes. No `id`, no `style`, no `src`: nothing that loads, clobbers or covers. */
const TAGS = ['a', 'blockquote', 'br', 'code', 'del', 'div', 'em', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'li', 'ol', 'p', 'pre', 's']
const TABLE_TAGS = ['strong', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul']
const ATTRIBUTES = ['href', 'rel', 'target', 'class', 'start', 'tabindex']

/** HTML as nodes that can do nothing: the second wall behind `markdownToHtml`. Needs a browser. */
export function sanitise(html: string): DocumentFragment {
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: [...TAGS, ...TABLE_TAGS],
    ALLOWED_ATTR: ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: SAFE_ADDRESS,
    // The pattern above is held against every attribute that isn't named here.
    ADD_URI_SAFE_ATTR: ['rel', 'target', 'start', 'tabindex'],
    RETURN_DOM_FRAGMENT: true,
  })
}
