import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { allCommands } from '../../cli/commands/all.ts'
import { runLine } from '../../cli/run.ts'
import { DEV_IS_NO_EVIDENCE } from '../../core/proof/bundle/explain.ts'
import { verdictSchema } from '../../core/proof/bundle/verdict.ts'
import { keptTerminal } from './kept-terminal.ts'

const caseSchema = z.object({
  name: z.string(),
  bundle: z.unknown().optional(),
  bundleHex: z.string().optional(),
  trust: z.unknown().optional(),
  trustedHeaders: z.string().optional(),
})
const vectors = z
  .object({
    trust: z.unknown(),
    trustedHeaders: z.string(),
    valid: z.array(caseSchema),
    invalid: z.array(caseSchema.extend({ check: z.string() })),
  })
  .parse(JSON.parse(readFileSync(new URL('../vectors/bundle.json', import.meta.url), 'utf8')))

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealdesk-verify-'))
  await writeFile(join(folder, 'trust.json'), JSON.stringify(vectors.trust))
  await writeFile(join(folder, 'headers.txt'), vectors.trustedHeaders)
})

afterAll(() => rm(folder, { recursive: true }))

const notBuilt = () => Promise.reject(new Error('a proof is checked without it'))
const commands = allCommands({
  startServer: notBuilt,
  openParts: notBuilt,
  openStore: notBuilt,
  openReads: notBuilt,
  openAnchoring: notBuilt,
})

async function verify(bundle: unknown, ...options: readonly string[]) {
  const path = join(folder, 'bundle.json')
  await writeFile(path, typeof bundle === 'string' || bundle instanceof Uint8Array ? bundle : JSON.stringify(bundle))
  return run('verify', path, ...(options.includes('--trust') ? [] : ['--trust', join(folder, 'trust.json')]), ...options)
}

async function run(...line: readonly string[]) {
  const kept = keptTerminal()
  const code = await runLine(line, commands, '0.0.0', kept.terminal)
  return { code, output: kept.output(), errors: kept.errors() }
}

function named(name: string) {
  const found = vectors.valid.find(each => each.name === name)
  if (found === undefined) throw new Error(`no vector “${name}”`)
  return found.bundle
}

describe('a good bundle', () => {
  test('ends with 0, and says step by step what it proves and what it can’t tell', async () => {
    const { code, output, errors } = await verify(named('complete'), '--headers', join(folder, 'headers.txt'))
    expect([code, errors]).toEqual([0, ''])
    expect(output).toMatch(/^Valid, and anchored in a block that you know\.\n/)
    expect(output.match(/^ {2}✓ /gm)).toHaveLength(13)
    expect(output).toContain('Versions 1 to 8 are anchored in block 4c125be4')
    expect(output).toContain('not after 2026-11-23T09:30:00.000Z, in transaction d4cac002')
    expect(output).toContain('Version 9 is attached to the versions before by hashes alone')
    expect(output).toContain('1 with a text that was erased openly (version 5)')
    expect(output).toContain('What this can’t tell:\n  Whether this is the latest state')
    expect(output).toContain(`\n  ${DEV_IS_NO_EVIDENCE}\n`)
  })

  test('that names a block which nobody vouches for says so', async () => {
    const { code, output } = await verify(named('complete'))
    expect(code).toBe(0)
    expect(output).toMatch(/– You know the block .*bring one with --headers/)
    expect(output).toContain('its header is in no list that you brought')
  })

  test('that has no anchor yet doesn’t pass for having passed its checks', async () => {
    const { code, output } = await verify(named('not in an anchor yet'))
    expect(code).toBe(0)
    expect(output.match(/^ {2}– /gm)).toHaveLength(5)
    expect(output).toMatch(/– The anchors form one line .*holds no anchor yet/)
  })

  test('--json gives the verdict as it is specified, and nothing else', async () => {
    const { code, output } = await verify(named('complete'), '--json')
    expect(code).toBe(0)
    const verdict = verdictSchema.parse(JSON.parse(output))
    expect(verdict).toMatchObject({ verdict: 'VALID', header: 'work-only', failed: null })
    expect(verdict.cannotTell).toContain(DEV_IS_NO_EVIDENCE)
  })
})

describe('a bad bundle ends with 1 and names the check and the two values', () => {
  test.each(vectors.invalid)('$name', async ({ check, bundle, bundleHex, trust, trustedHeaders = '' }) => {
    await writeFile(join(folder, 'own-headers.txt'), trustedHeaders)
    await writeFile(join(folder, 'own-trust.json'), JSON.stringify(trust ?? vectors.trust))
    const { code, output } = await verify(
      bundleHex === undefined ? bundle : Buffer.from(bundleHex, 'hex'),
      '--trust',
      join(folder, 'own-trust.json'),
      '--headers',
      join(folder, 'own-headers.txt'),
      '--json',
    )
    // A trust file that is none is no bad bundle: then the line was not given what it needs.
    if (code === 2) return expect(check).toBe('trust')
    expect(code).toBe(1)
    expect(verdictSchema.parse(JSON.parse(output)).failed?.check).toBe(check)
  })

  test('in the report for people the steps after it are not reached', async () => {
    const wrongPlace = vectors.invalid.find(({ check }) => check === 'headInMap')
    const { code, output } = await verify(wrongPlace?.bundle)
    expect(code).toBe(1)
    expect(output).toMatch(/^Invalid: /)
    expect(output.match(/^ {2}✓ /gm)).toHaveLength(4)
    expect(output.match(/^ {2}✗ /gm)).toHaveLength(1)
    expect(output.match(/Not reached\./g)).toHaveLength(8)
    expect(output).toMatch(/^Failed check: headInMap \(/m)
    expect(output).not.toContain('Proven:')
  })

  test('what a bundle says never moves the terminal’s cursor', async () => {
    const { output } = await verify(JSON.stringify({ format: '\u001b[2J\u009bhello' }))
    expect(output).toContain('hello')
    expect(output.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
  })
})

describe('what can’t be used ends with 2', () => {
  test('no trust file given', async () => {
    const { code, errors } = await run('verify', 'bundle.json')
    expect([code, errors]).toEqual([
      2,
      'A proof is checked with a trust file of your own: --trust FILE is missing.\nUsage: sealdesk verify BUNDLE --trust FILE [--headers FILE] [--json]\n',
    ])
  })

  test('files that are not there, folders, and files of something else', async () => {
    const trust = join(folder, 'trust.json')
    await writeFile(join(folder, 'bundle.json'), JSON.stringify(named('complete')))
    expect(await run('verify', join(folder, 'none.json'), '--trust', trust)).toMatchObject({
      code: 2,
      errors: `There is no file ${join(folder, 'none.json')}.\n`,
    })
    expect(await run('verify', folder, '--trust', trust)).toMatchObject({ code: 2, errors: `${folder} is a folder, not a file.\n` })
    const headers = join(folder, 'headers.txt')
    expect(await verify(named('complete'), '--trust', headers)).toMatchObject({
      code: 2,
      errors: expect.stringMatching(/^\S+headers\.txt is not a trust file: it is .*\.\n$/),
    })
    expect(await verify(named('complete'), '--headers', trust)).toMatchObject({
      code: 2,
      errors: expect.stringMatching(/^\S+trust\.json is not a list of block headers: line 1 .*\.\n$/),
    })
  })
})
