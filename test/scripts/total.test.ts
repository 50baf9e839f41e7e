import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readTotal } from '../../scripts/lib/total.mjs'

const VITEST = new URL('../../node_modules/vitest/vitest.mjs', import.meta.url).pathname
const HEAD = `import { test } from '${new URL('../../node_modules/vitest/dist/index.js', import.meta.url).href}'\n`

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealdesk-total-'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What the real runner's report on a file of tests comes to. */
function totalOf(name: string, tests: string) {
  const place = join(folder, name)
  mkdirSync(place)
  writeFileSync(join(place, 'a.test.mjs'), HEAD + tests)
  const report = join(place, 'report.json')
  const { status } = spawnSync(process.execPath, [VITEST, 'run', '--root', place, '--reporter=json', `--outputFile=${report}`])
  return readTotal(report, status ?? 1)
}

describe('the total of a run is what the runner reports', () => {
  test('passed, failed, skipped and planned tests are counted, and the skipped ones named', () => {
    const total = totalOf(
      'mixed',
      "test('a', () => {})\ntest('b', () => {})\ntest('c', () => { throw new Error('no') })\ntest.skip('left out', () => {})\ntest.todo('later')",
    )
    expect(total).toEqual({ passed: 2, failed: 1, skipped: 2, skippedNames: ['left out', 'later'], complaints: [] })
  })

  test('a file that cannot be run is a complaint', () => {
    expect(totalOf('broken', "throw new Error('no')")?.complaints).toEqual([
      expect.stringContaining('could not be run'),
      'No test was run.',
    ])
  })

  test('an error that no test waits for is a complaint', () => {
    const text = "test('a', async () => { Promise.reject(new Error('lost')); await new Promise(done => setImmediate(done)) })"
    expect(totalOf('lost', text)).toMatchObject({ passed: 1, failed: 0, complaints: [expect.stringContaining('outside of the tests')] })
  })

  test('a run of no test is a complaint', () => {
    expect(totalOf('none', "test.skip('a', () => {})")).toMatchObject({ passed: 0, skipped: 1, complaints: ['No test was run.'] })
  })

  test('a good run has no complaint', () => {
    expect(totalOf('good', "test('a', () => {})")).toEqual({ passed: 1, failed: 0, skipped: 0, skippedNames: [], complaints: [] })
  })

  test('without a report there is no total', () => {
    expect(readTotal(join(folder, 'nothing.json'), 0)).toBeNull()
  })
})
