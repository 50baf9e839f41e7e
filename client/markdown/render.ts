import { markdownToHtml } from './markdown.ts'
import type { References } from './references.ts'
import { sanitise } from './sanitise.ts'

/** People's Markdown as nodes to show. Loaded on demand (`import('../markdown/render.ts')`): lists don't need it. */
export function renderMarkdown(source: string, references: References): DocumentFragment {
  return sanitise(markdownToHtml(source, references))
}
