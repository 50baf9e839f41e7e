import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { checkImports } from '../../scripts/check-imports.mjs'

const PACKAGE = { dependencies: { zod: '1.0.0', fastify: '1.0.0' }, devDependencies: { 'fast-check': '1.0.0' } }

const trees: string[] = []

/** A checkout with these files. */
function tree(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'sealdesk-imports-'))
  trees.push(root)
  for (const [path, text] of Object.entries({ 'package.json': JSON.stringify(PACKAGE), ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

/** What the check says of a tree in which every file named here exists, empty unless it has a text. */
function problemsOf(files: Record<string, string>): string[] {
  return checkImports(tree(files)).problems
}

afterEach(() => {
  for (const root of trees.splice(0)) rmSync(root, { recursive: true, force: true })
})

test('a tree whose imports go the right way passes, and all its files were read', () => {
  const root = tree({
    'core/events/hash.ts': "import { z } from 'zod'\nexport const hash = z",
    'server/store/store.ts': "export type { Hash } from '../../core/events/hash.ts'",
    'server/store/sqlite/store.ts': "import fs from 'node:fs'\nimport type { Store } from '../store.ts'\nimport './sql.ts'",
    'server/store/sqlite/sql.ts': '',
    'server/main.ts': "import './store/sqlite/store.ts'\nimport fastify from 'fastify'",
    'cli/main.ts': "import '../server/main.ts'",
    'client/main.ts': "import '../core/events/hash.ts'\nimport './style.css?inline'",
    'client/style.css': '',
    'bench/main.ts': "import '../server/main.ts'",
    'test/main.test.ts': "import '../client/main.ts'\nimport fc from 'fast-check'\nconst name = './a.ts'\nawait import(name)",
  })
  expect(checkImports(root)).toEqual({ files: 9, problems: [] })
})

describe('a folder may import only what is below it', () => {
  test.each([
    ['core/a.ts', 'server/b.ts'],
    ['core/a.ts', 'client/b.ts'],
    ['core/a.ts', 'cli/b.ts'],
    ['client/a.ts', 'server/b.ts'],
    ['client/a.ts', 'cli/b.ts'],
    ['server/a.ts', 'client/b.ts'],
    ['server/a.ts', 'cli/b.ts'],
    ['cli/a.ts', 'client/b.ts'],
    ['cli/a.ts', 'bench/b.ts'],
    ['bench/a.ts', 'test/b.ts'],
    ['server/a.ts', 'test/b.ts'],
  ])('%s may not import %s', (from, to) => {
    expect(problemsOf({ [from]: `\nimport '../${to}'`, [to]: '' })).toEqual([
      expect.stringMatching(new RegExp(`^${from}:2: imports '../${to}'`)),
    ])
  })
})

describe('a store adapter', () => {
  const names = ['sqlite', 'memory', 'mongodb']
  const pairs = names.flatMap(one => names.filter(other => other !== one).map(other => [one, other] as const))

  test.each(pairs)('%s may not import %s', (one, other) => {
    const files = { [`server/store/${one}/a.ts`]: `import '../${other}/b.ts'`, [`server/store/${other}/b.ts`]: '' }
    expect(problemsOf(files)).toEqual([expect.stringContaining('never another adapter')])
  })

  test('may not import the rest of the server', () => {
    const files = { 'server/store/sqlite/a.ts': "import '../../actors/b.ts'", 'server/actors/b.ts': '' }
    expect(problemsOf(files)).toEqual([expect.stringContaining('server/actors/b.ts')])
  })
})

describe('every way to import is seen', () => {
  test.each([
    ['import', "import { b } from '../server/b.ts'"],
    ['import for its effect', "import '../server/b.ts'"],
    ['import type', "import type { B } from '../server/b.ts'"],
    ['export from', "export { b } from '../server/b.ts'"],
    ['export all', "export * from '../server/b.ts'"],
    ['export type from', "export type { B } from '../server/b.ts'"],
    ['dynamic import', "export const b = () => import('../server/b.ts')"],
    ['import in a type', "export type B = import('../server/b.ts').B"],
    ['import over several lines', "import {\n  b,\n} from '../server/b.ts'"],
  ])('%s', (_way, text) => {
    expect(problemsOf({ 'core/a.ts': text, 'server/b.ts': '' })).toEqual([expect.stringContaining('core/ is pure')])
  })

  test('the words of a comment or a string are no import', () => {
    const text = "// import '../server/b.ts'\nexport const text = \"import '../server/b.ts'\""
    expect(problemsOf({ 'core/a.ts': text })).toEqual([])
  })

  test('a computed import is refused where the direction matters', () => {
    expect(problemsOf({ 'core/a.ts': 'export const load = (name: string) => import(name)' })).toEqual([
      expect.stringContaining('core/a.ts:1: imports something computed'),
    ])
  })
})

describe('packages', () => {
  test.each(['node:fs', 'fs', 'node:fs/promises'])('core may not use %s of Node', name => {
    expect(problemsOf({ 'core/a.ts': `import x from '${name}'` })).toEqual([expect.stringContaining('a module of Node')])
  })

  test('the client may not use a module of Node', () => {
    expect(problemsOf({ 'client/a.ts': "import x from 'node:path'" })).toEqual([expect.stringContaining('a module of Node')])
  })

  test('core may use only the packages it lists, declared or not', () => {
    expect(problemsOf({ 'core/a.ts': "import x from 'fastify'" })).toEqual([expect.stringContaining("the package 'fastify'")])
  })

  test('core may use a path within a package it lists', () => {
    expect(problemsOf({ 'core/a.ts': "import { sha256 } from '@noble/hashes/sha2.js'" })).toEqual([])
  })

  test('the server may not use a package that is only there for development', () => {
    expect(problemsOf({ 'server/a.ts': "import fc from 'fast-check'" })).toEqual([
      expect.stringContaining('"dependencies" of package.json'),
    ])
  })

  test('nothing may use a package that package.json does not name', () => {
    expect(problemsOf({ 'test/a.ts': "import x from 'left-out'" })).toEqual([expect.stringContaining("the package 'left-out'")])
  })
})

describe('the name of a local file', () => {
  test.each(['./b', './b.js', './folder', './gone.ts'])('%s is refused where only b.ts and folder/ exist', name => {
    const files = { 'core/a.ts': `import '${name}'`, 'core/b.ts': '', 'core/folder/c.ts': '' }
    expect(problemsOf(files)).toEqual([expect.stringContaining('there is no such file')])
  })
})

describe('circles', () => {
  test('two files that import each other are named', () => {
    const files = { 'core/a.ts': "import './b.ts'", 'core/b.ts': "import './a.ts'" }
    expect(problemsOf(files)).toEqual(['core/a.ts: imports itself by way of core/b.ts: there must be no circle.'])
  })

  test('a circle behind a file that is not part of it is found once', () => {
    const files = {
      'core/a.ts': "import './b.ts'",
      'core/b.ts': "export * from './c.ts'",
      'core/c.ts': "import { type D } from './d.ts'",
      'core/d.ts': "import './b.ts'",
    }
    expect(problemsOf(files)).toEqual(['core/b.ts: imports itself by way of core/c.ts, core/d.ts: there must be no circle.'])
  })

  test('types and later loads make no circle', () => {
    const files = {
      'core/a.ts': "import './b.ts'",
      'core/b.ts': "import type { A } from './a.ts'\nexport const a = () => import('./a.ts')",
    }
    expect(problemsOf(files)).toEqual([])
  })

  test('a file that imports itself is named', () => {
    expect(problemsOf({ 'core/a.ts': "import './a.ts'" })).toEqual(['core/a.ts: imports itself: there must be no circle.'])
  })
})

test('a file that does not parse is a problem, not a gap', () => {
  expect(problemsOf({ 'core/a.ts': 'import {' })).toEqual([expect.stringContaining("core/a.ts: can't be parsed")])
})
