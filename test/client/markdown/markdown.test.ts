import { describe, expect, it } from 'vitest'
import { markdownToHtml } from '../../../client/markdown/markdown.ts'

const html = (source: string) => markdownToHtml(source, { isPerson: name => name === 'mira' }).trim()

describe('Markdown as HTML', () => {
  it('shows what people write of HTML as text', () => {
    expect(html('<b>bold</b>')).toBe('<p>&lt;b&gt;bold&lt;/b&gt;</p>')
  })

  it('opens other sites beside the ticket, without telling them about it', () => {
    expect(html('[there](https://example.org/a?b=1&c="2")')).toContain('target="_blank" rel="noopener noreferrer nofollow">there</a>')
  })

  it('goes to pages of its own in the same window', () => {
    expect(html('[the list](/tickets)')).toBe('<p><a href="/tickets">the list</a></p>')
  })

  it('links mentions and tickets, but not in code and not inside of a link', () => {
    expect(html('@mira see #12')).toBe(
      '<p><a href="/people/mira" class="reference">@mira</a> see <a href="/tickets/12" class="reference">#12</a></p>',
    )
    expect(html('`@mira #12`')).toBe('<p><code>@mira #12</code></p>')
    expect(html('[@mira](/x)')).toBe('<p><a href="/x">@mira</a></p>')
  })

  it('loads no picture, and links to it instead', () => {
    const shown = html('![a cat](https://example.org/cat.png)')
    expect(shown).not.toContain('<img')
    expect(shown).toContain('href="https://example.org/cat.png"')
    expect(shown).toContain('>a cat</a>')
  })

  it.each(['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd', '//example.org/x'])(
    'makes no link to %s',
    address => {
      expect(html(`[x](${address})`)).not.toContain('<a ')
      expect(html(`![x](${address})`)).not.toContain('<a ')
    },
  )

  it('shows tasks with their marks', () => {
    expect(html('- [ ] open\n- [x] done')).toContain('<li>☐ open</li>\n<li>☑ done</li>')
  })
})
