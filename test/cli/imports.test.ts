import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { ROOT } from '../support/server-process.ts'

const STATIC = /^(?:import|export)\s(?!type\s)[^'"]*?from\s+'([^']+)'|^import\s+'([^']+)'/gm

/** Every module, and every package, that is loaded together with these. What `import()` loads later isn't. */
async function loadedWith(entries: readonly string[]): Promise<ReadonlySet<string>> {
  const seen = new Set<string>()
  const waiting = [...entries]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue
    seen.add(path)
    if (!path.startsWith('file:')) continue
    for (const [, from, bare] of (await readFile(new URL(path), 'utf8')).matchAll(STATIC)) {
      const specifier = from ?? bare ?? ''
      waiting.push(specifier.startsWith('.') ? new URL(specifier, path).href : specifier)
    }
  }
  return seen
}

test('checking a proof loads no server, no store, and no library but the hashes and curves', async () => {
  const root = new URL(`file://${ROOT}`)
  const loaded = await loadedWith(['cli/main.ts', 'cli/commands/verify.ts'].map(path => new URL(path, root).href))
  const own = [...loaded].filter(path => path.startsWith('file:')).map(path => path.slice(root.href.length))
  expect(own).toContain('core/proof/bundle/verify.ts')
  expect(own.filter(path => path.startsWith('server/'))).toEqual(['server/native-hashing.ts'])
  const packages = [...loaded].filter(path => !path.startsWith('file:') && !path.startsWith('node:'))
  expect(packages.filter(name => !name.startsWith('@noble/'))).toEqual([])
})
