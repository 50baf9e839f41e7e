import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runAnchorKey } from '../../cli/commands/anchor-key.ts'
import { settleAnchorKey } from '../../server/anchoring/keys.ts'
import { readConfig } from '../../server/config.ts'
import { openMemoryStore } from '../../server/store/memory/memory-store.ts'
import { keptTerminal } from './kept-terminal.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealdesk-key-'))
})

afterEach(() => rm(folder, { recursive: true }))

async function run(file: string, network?: string) {
  const kept = keptTerminal()
  const code = await runAnchorKey({ operands: [file], options: { network } }, kept.terminal)
  return { code, output: kept.output() }
}

test.each(['test', 'main'] as const)('a key of the network %s is one that the server takes, and its address is told', async network => {
  const file = join(folder, 'anchor.key')
  const { code, output } = await run(file, network)
  expect(code).toBe(0)
  const { anchoring } = readConfig({ ANCHOR_NETWORK: network, ANCHOR_KEY_FILE: file })
  const { address } = await settleAnchorKey(openMemoryStore(), network, anchoring.key, () => '')
  expect(output).toContain(`Fund this address: ${address}\n`)
})

test('the key stands in a file that only its owner can read, and nowhere else', async () => {
  const file = join(folder, 'anchor.key')
  const { output } = await run(file, 'test')
  const key = (await readFile(file, 'utf8')).trim()
  expect(key).toMatch(/^[1-9A-HJ-NP-Za-km-z]{51,52}$/)
  expect(output).not.toContain(key)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('a file that exists is left as it is', async () => {
  const file = join(folder, 'anchor.key')
  await run(file, 'test')
  const before = await readFile(file, 'utf8')
  await expect(run(file, 'test')).rejects.toThrow('exists already')
  expect(await readFile(file, 'utf8')).toBe(before)
})

test.each([undefined, 'dev', 'moon'])('the network %s is none to make a key for', async network => {
  await expect(run(join(folder, 'anchor.key'), network)).rejects.toThrow('--network must be test or main.')
})
