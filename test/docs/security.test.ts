import { existsSync, readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../support/server-process.ts'

const page = readFileSync(join(ROOT, 'docs/security.md'), 'utf8')

describe('docs/security.md', () => {
  it('names only tests that are there', () => {
    const named = [...page.matchAll(/\btest\/[\w/-]+\.test\.ts/g)].map(([path]) => path)
    expect(named.length).toBeGreaterThan(5)
    expect(named.filter(path => !existsSync(join(ROOT, path)))).toEqual([])
  })

  it('names every attack that is tested', async () => {
    const files = (await readdir(join(ROOT, 'test/attack'))).filter(name => name.endsWith('.test.ts'))
    expect(files.filter(name => !page.includes(`test/attack/${name}`))).toEqual([])
  })
})
