import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findChromium } from '../../scripts/lib/chromium.mjs'
import { fingerprint } from '../../scripts/lib/fingerprint.mjs'
import { isInstalled } from '../../scripts/lib/install.mjs'
import { tooOld } from '../../scripts/lib/node-version.mjs'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealdesk-start-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the version of Node', () => {
  test.each(['20.19.0', '20.20.2', '22.0.0', '100.1.0'])('%s is new enough for >=20.19', running => {
    expect(tooOld(running, '>=20.19')).toBeNull()
  })

  test.each(['20.18.3', '18.99.0', '8.0.0'])('%s is too old for >=20.19, said in one sentence', running => {
    expect(tooOld(running, '>=20.19')).toBe(`Sealdesk needs Node 20.19 or newer, and this is Node ${running}.`)
  })
})

describe('what is installed', () => {
  const locked = {
    '': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/elsewhere': { version: '1.0.0', integrity: 'sha512-e', optional: true },
  }

  function checkout(installed?: Record<string, object>): string {
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: locked }))
    mkdirSync(join(folder, 'node_modules'))
    if (installed) writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages: installed }))
    return folder
  }

  test('is right when it has every package of the lock, save those of other platforms', () => {
    expect(isInstalled(checkout({ 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } }))).toBe(true)
  })

  test('is incomplete when an install was interrupted', () => {
    expect(isInstalled(checkout())).toBe(false)
  })

  test('is incomplete when a package is missing', () => {
    expect(isInstalled(checkout({}))).toBe(false)
  })

  test.each([
    ['version', { version: '1.0.1', integrity: 'sha512-a' }],
    ['content', { version: '1.0.0', integrity: 'sha512-b' }],
  ])('is outdated when a package has another %s', (_what, found) => {
    expect(isInstalled(checkout({ 'node_modules/a': found }))).toBe(false)
  })
})

describe('the fingerprint of the sources', () => {
  const SOURCES = ['core', 'package-lock.json']

  beforeEach(() => {
    mkdirSync(join(folder, 'core/events'), { recursive: true })
    writeFileSync(join(folder, 'core/events/a.ts'), 'one')
    writeFileSync(join(folder, 'core/events/b.ts'), 'two')
  })

  test('stays when a file is written again with the same content', () => {
    const before = fingerprint(folder, SOURCES)
    writeFileSync(join(folder, 'core/events/a.ts'), 'one')
    expect(fingerprint(folder, SOURCES)).toBe(before)
  })

  test.each([
    ['changed', () => writeFileSync(join(folder, 'core/events/a.ts'), 'on3')],
    ['added', () => writeFileSync(join(folder, 'core/c.ts'), '')],
    ['removed', () => rmSync(join(folder, 'core/events/b.ts'))],
    ['listed by itself, and appears', () => writeFileSync(join(folder, 'package-lock.json'), '{}')],
  ])('is another when a file is %s', (_what, change) => {
    const before = fingerprint(folder, SOURCES)
    change()
    expect(fingerprint(folder, SOURCES)).not.toBe(before)
  })
})

describe('the browser of the tests', () => {
  test('is the one that CHROMIUM_PATH names', () => {
    expect(findChromium({ CHROMIUM_PATH: process.execPath })).toEqual({ found: true, path: process.execPath })
  })

  test('is found on the PATH', () => {
    writeFileSync(join(folder, 'chromium'), '')
    expect(findChromium({ PATH: ['/nowhere', folder].join(delimiter) })).toEqual({ found: true, path: join(folder, 'chromium') })
  })

  test('is not searched elsewhere when CHROMIUM_PATH names none', () => {
    writeFileSync(join(folder, 'chromium'), '')
    const env = { PATH: folder, CHROMIUM_PATH: '/nowhere/chromium' }
    expect(findChromium(env)).toEqual({ found: false, lookedAt: 'CHROMIUM_PATH, /nowhere/chromium' })
  })
})
