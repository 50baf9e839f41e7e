import { createHash } from 'node:crypto'
import { defineConfig, type Plugin } from 'vite'

/** What a file from disk may do: run the one script in it, and its worker. It can ask for nothing, from anywhere. */
function contentSecurityPolicy(script: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src '${digest(script)}' blob:`,
    `style-src '${digest(style)}'`,
    // The icons' and the components' own attributes.
    "style-src-attr 'unsafe-inline'",
    'worker-src blob:',
    "img-src 'none'",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

const digest = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`

/** Puts the page's script and styles into it, and the policy that allows just these. Fails where anything is left beside it. */
const oneFile: Plugin = {
  name: 'one-file',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      const files = Object.values(bundle)
      const page = files.find(file => file.fileName.endsWith('.html'))
      const scripts = files.filter(file => file.type === 'chunk')
      const styles = files.filter(file => file.fileName.endsWith('.css'))
      const [script, style] = [scripts[0], styles[0]]
      if (page?.type !== 'asset' || script?.type !== 'chunk' || style?.type !== 'asset' || files.length !== 3) {
        throw new Error(`the verifier must be one page, one script and one stylesheet, not ${files.map(file => file.fileName).join(', ')}`)
      }
      page.source = inline(String(page.source), inScript(script.code), String(style.source).trim())
      for (const { fileName } of [script, style]) delete bundle[fileName]
    },
  },
}

/** Replacements are functions: a text with `$&` in it must stay as it is. */
function inline(page: string, script: string, style: string): string {
  const policy = `<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(script, style)}">`
  const html = page
    .replace(/\s*<script type="module"[^>]*><\/script>/, '')
    .replace(/\s*<link rel="stylesheet"[^>]*>/, '')
    // A policy holds for what comes after it.
    .replace(/(<meta charset="utf-8">)/, charset => `${charset}\n    ${policy}\n    <style>${style}</style>`)
    .replace('</body>', body => `  <script type="module">${script}</script>\n  ${body}`)
  if (/<(?:script|link|img)[^>]*\s(?:src|href)=/.test(html.replace(script, () => '')))
    throw new Error('the verifier would ask for another file')
  return html
}

/** HTML ends a script at these letters, wherever they stand in it. */
function inScript(code: string): string {
  return code.trim().replaceAll('</script', '<\\/script').replaceAll('<!--', '\\x3C!--')
}

process.env.NODE_ENV = 'production'

/** The verifier as a single file, beside the client. */
export default defineConfig({
  root: 'client/proof/single',
  plugins: [oneFile],
  build: {
    outDir: '../../../dist/client',
    emptyOutDir: false,
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    reportCompressedSize: false,
    rolldownOptions: { input: 'client/proof/single/verifier.html', output: { codeSplitting: false } },
  },
})
