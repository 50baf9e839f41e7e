import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { ROOT } from '../support/server-process.ts'
import vectors from '../vectors/bundle.json' with { type: 'json' }

// npm starts slowly on a machine that has much else to do.
vi.setConfig({ testTimeout: 120_000 })

const run = promisify(execFile)
const [complete] = vectors.valid
const CHECK = 'ticket-1.proof.json --trust sealdesk.trust.json'
/** As docs/verifying.md shows them. `../sealdesk` is the checkout. */
const LINES = {
  byPath: `npx ../sealdesk verify ${CHECK}`,
  byName: `npx --no sealdesk verify ${CHECK}`,
  alone: `node sealdesk-verify.mjs ${CHECK}`,
}

let base: string
/** Holds the two files that a page gives, and nothing else. No server runs. */
let empty: string
let env: NodeJS.ProcessEnv

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'sealdesk-empty-'))
  empty = join(base, 'empty')
  await mkdir(empty)
  await writeFile(join(empty, 'ticket-1.proof.json'), JSON.stringify(complete?.bundle))
  await writeFile(join(empty, 'sealdesk.trust.json'), JSON.stringify(vectors.trust))
  // npm as on a machine that has never installed anything, and with the network off.
  const own = Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$/i.test(name))
  env = {
    ...Object.fromEntries(own),
    npm_config_offline: 'true',
    npm_config_cache: join(base, 'cache'),
    npm_config_prefix: join(base, 'prefix'),
    npm_config_userconfig: join(base, 'none'),
  }
})

afterAll(() => rm(base, { recursive: true }))

async function valid(line: string): Promise<void> {
  const before = await readdir(empty)
  const { stdout } = await run('sh', ['-c', line], { cwd: empty, env })
  expect(stdout).toMatch(/^Valid, and anchored in a block/)
  expect(await readdir(empty)).toEqual(before)
}

describe('in an empty folder, without a server and a network, a proof is checked', () => {
  it('by the lines that are shown', async () => {
    const page = await readFile(join(ROOT, 'docs/verifying.md'), 'utf8')
    for (const line of Object.values(LINES)) expect(page).toContain(`\n${line}\n`)
  })

  it('by npx and the path of the checkout', async () => {
    await symlink(ROOT, join(base, 'sealdesk'))
    await valid(LINES.byPath)
  })

  it('by its name, once the checkout was linked, and not before', async () => {
    await expect(run('sh', ['-c', LINES.byName], { cwd: empty, env })).rejects.toThrow(/npm error/)
    await run('npm', ['link'], { cwd: ROOT, env })
    await valid(LINES.byName)
  })

  it('by the verifier of a single file, which needs nothing beside it', async () => {
    const program = join(empty, 'sealdesk-verify.mjs')
    await copyFile(join(ROOT, 'dist/client/sealdesk-verify.mjs'), program)
    await valid(LINES.alone)
    await expect(run('node', [program, 'none.json', '--trust', 'sealdesk.trust.json'], { cwd: empty, env })).rejects.toMatchObject({
      code: 2,
      stderr: 'There is no file none.json.\n',
    })
    const { stdout } = await run('node', [program, '--help'], { cwd: empty, env })
    expect(stdout).toMatch(/^node sealdesk-verify\.mjs BUNDLE --trust FILE/)
    await rm(program)
  })
})

describe('the packed tarball', () => {
  const packedSchema = z.array(z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) }))

  it('holds what is needed and nothing else, and is checked with by npx', async () => {
    const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', base], { cwd: ROOT, env })
    const [packed] = packedSchema.parse(JSON.parse(stdout))
    const paths = packed?.files.map(({ path }) => path) ?? []
    for (const needed of ['package.json', 'LICENSE', 'README.md', 'docs/verifying.md', 'dist/cli/main.js', 'dist/client/index.html'])
      expect(paths).toContain(needed)
    for (const verifier of ['verifier.html', 'sealdesk-verify.mjs']) expect(paths).toContain(`dist/client/${verifier}`)
    expect(
      paths.filter(path => !/^(?:package\.json|LICENSE|README\.md|docs\/.*|dist\/(?:cli|client|core|server)\/.*)$/.test(path)),
    ).toEqual([])
    expect(paths.filter(path => /\.(?:map|ts)$|\/\./.test(path))).toEqual([])

    await run('tar', ['-xzf', join(base, packed?.filename ?? ''), '-C', base])
    // What npm would fetch from the registry.
    await symlink(join(ROOT, 'node_modules'), join(base, 'package', 'node_modules'))
    await valid(`npx ../package verify ${CHECK}`)
  })

  it('can’t be published by mistake', async () => {
    expect(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))).toMatchObject({ private: true })
  })
})
