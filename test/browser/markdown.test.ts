import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'

declare global {
  interface Window {
    /** Shows a text as the app does, and answers the HTML that it became. */
    show(source: string): string
    /** Set by any payload that runs. */
    pwned: boolean
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url))

let browser: Browser
let page: Page
let requested: string[] = []

beforeAll(async () => {
  browser = await launchBrowser()
  page = await browser.newPage()
  page.on('request', request => requested.push(request.url()))
  page.on('dialog', dialog => void dialog.dismiss())
  await page.route('**/*', route => route.fulfill({ contentType: 'text/html', body: '<!doctype html><div id="out"></div>' }))
  await page.goto('https://sealdesk.test/')
  await page.addScriptTag({ content: await bundle() })
})

afterAll(() => browser?.close())

/** The app's own renderer as one script, with a window onto it. No policy protects this page: only the renderer does. */
async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry: join(root, 'client/markdown/render.ts'), formats: ['iife'], name: 'markdown' } },
  })
  const [output] = Array.isArray(result) ? result : [result]
  if (output === undefined || !('output' in output)) throw new Error('nothing was built')
  return `${output.output[0].code}
    window.show = source => {
      const out = document.getElementById('out')
      out.replaceChildren(markdown.renderMarkdown(source, { isPerson: name => name === 'mira' }))
      return out.innerHTML
    }`
}

/** Shows a text, points at and presses everything in it, and answers what became of it. */
async function show(source: string): Promise<string> {
  requested = []
  const html = await page.evaluate(text => {
    window.pwned = false
    return window.show(text)
  }, source)
  await page.evaluate(async () => {
    for (const element of document.querySelectorAll('#out *'))
      for (const type of ['mouseover', 'focus', 'error', 'load', 'toggle', 'animationstart'])
        element.dispatchEvent(new Event(type, { bubbles: true }))
    await new Promise(resolve => setTimeout(resolve))
  })
  return html
}

const PAYLOADS = [
  '<script>pwned = true</script>',
  '<img src=x onerror="pwned = true">',
  '<svg onload="pwned = true"><animate onbegin="pwned = true" attributeName=x dur=1s>',
  '<iframe srcdoc="<script>parent.pwned = true</script>"></iframe>',
  '<details open ontoggle="pwned = true">x</details>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=pwned=true&gt;">',
  '<noscript><p title="</noscript><img src=x onerror=pwned=true>">',
  '<form action="javascript:pwned=true"><button>x</button></form>',
  '<base href="javascript:pwned=true//">',
  '<meta http-equiv="refresh" content="0;url=javascript:pwned=true">',
  '<style>@import "https://evil.test/x.css"; * { background: url(https://evil.test/y) }</style>',
  '<link rel=stylesheet href="https://evil.test/x.css">',
  '<a id="show" name="show" href="x">clobber</a>',
  '[x](javascript:pwned=true)',
  '[x](JaVaScRiPt&colon;pwned=true)',
  '[x](java\nscript:pwned=true)',
  '[x](&#x6A;avascript:pwned=true)',
  '[x](\u0001javascript:pwned=true)',
  '[x](vbscript:pwned=true)',
  '[x](data:text/html,<script>pwned=true</script>)',
  '[x](data:text/html;base64,PHNjcmlwdD5wd25lZD10cnVlPC9zY3JpcHQ+)',
  '[x](//evil.test "onmouseover=pwned=true")',
  '[x](https://a.test/"onmouseover="pwned=true)',
  '<javascript:pwned=true>',
  '![x](https://evil.test/pixel.png)',
  '![x](javascript:pwned=true)',
  '![x" onerror="pwned=true](https://evil.test/x)',
  '![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9InB3bmVkPXRydWUiLz4=)',
  '```"><img src=x onerror=pwned=true>\ncode\n```',
  '`<img src=x onerror=pwned=true>`',
  '[ref]: javascript:pwned=true\n\n[ref]',
  '@mira"><img src=x onerror=pwned=true>',
  '#12"><img src=x onerror=pwned=true>',
  'https://evil.test/"><img/src=x/onerror=pwned=true>',
  '|a|\n|-|\n|<img src=x onerror=pwned=true>|',
  '{{constructor.constructor("pwned=true")()}}',
]

const HARMLESS = /^(?:A|BLOCKQUOTE|BR|CODE|DEL|DIV|EM|H[1-6]|HR|LI|OL|P|PRE|S|STRONG|TABLE|TBODY|TD|TH|THEAD|TR|UL)$/

describe('people’s Markdown in a browser', () => {
  it.each(PAYLOADS)('runs nothing of %j', async source => {
    await show(source)
    expect(await page.evaluate(() => window.pwned)).toBe(false)
    expect(requested.filter(url => !url.startsWith('https://sealdesk.test/'))).toEqual([])

    const elements = await page
      .locator('#out *')
      .evaluateAll(all =>
        all.map(element => ({ tag: element.tagName, attributes: element.getAttributeNames(), href: element.getAttribute('href') })),
      )
    for (const { tag, attributes, href } of elements) {
      expect(tag).toMatch(HARMLESS)
      expect(['href', 'rel', 'target', 'class', 'start', 'tabindex']).toEqual(expect.arrayContaining(attributes))
      if (href !== null) expect(href).toMatch(/^(?:https?:\/\/|mailto:|\/(?!\/)|#)/)
    }
  })

  it('shows what it should', async () => {
    const html = await show('# Title\n\n**bold** @mira #12\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nlet x = 1 < 2\n```\n\n- [x] done')
    expect(html).toContain('<h1>Title</h1>')
    expect(html).toContain(
      '<strong>bold</strong> <a href="/people/mira" class="reference">@mira</a> <a href="/tickets/12" class="reference">#12</a>',
    )
    expect(html).toContain('<td>1</td>')
    expect(html).toContain('let x = 1 &lt; 2')
    expect(html).toContain('☑ done')
  })

  it('keeps other sites from learning where the reader comes from', async () => {
    const html = await show('https://example.org/a')
    expect(html).toContain('rel="noopener noreferrer nofollow"')
    expect(html).toContain('target="_blank"')
  })
})
