import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { builders } from '../../cli/builders.ts'
import { allCommands } from '../../cli/commands/all.ts'
import { runLine } from '../../cli/run.ts'
import { DEV_IS_NO_EVIDENCE } from '../../core/proof/bundle/explain.ts'
import { openSqliteStore } from '../../server/store/sqlite/sqlite-store.ts'
import { type AnchoredStore, copyOf, environmentOf, makeAnchoredStore, spoil, storeFile } from '../server/verification/anchored-store.ts'
import { keptTerminal, piped } from './kept-terminal.ts'

let made: AnchoredStore

beforeAll(async () => {
  made = await makeAnchoredStore()
}, 60_000)

afterAll(() => made.remove())

async function run(folder: string, ...line: readonly string[]) {
  const kept = keptTerminal(environmentOf(folder))
  const code = await runLine(line, allCommands(builders), '0.0.0', kept.terminal)
  return { code, output: kept.output(), errors: kept.errors() }
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sealdesk-empty-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

async function trustFile(folder: string): Promise<string> {
  const path = join(folder, 'trust.json')
  await writeFile(path, JSON.stringify(made.trust))
  return path
}

describe('where there is no store', () => {
  test.each([['verify-store'], ['export', '1', '--out', 'x'], ['backup', 'x'], ['rebuild'], ['anchor', 'now']])(
    '%s says where it looked, and makes none',
    async (...line) => {
      const folder = await emptyFolder()
      const { code, output, errors } = await run(folder, ...line.map(word => (word === 'x' ? join(folder, 'x') : word)))
      expect([code, output]).toEqual([2, ''])
      expect(errors).toBe(
        `There is no store at ${storeFile(folder)} (STORE_URL=sqlite:${storeFile(folder)}). Nothing was made. Run this where the server is started, or give its STORE_URL.\n`,
      )
      expect(await readdir(folder)).toEqual([])
    },
  )

  test('user add and import github make one, as a new desk begins with them, and say so', async () => {
    const folder = await emptyFolder()
    const made = `There was no store: a new one was made at ${storeFile(folder)}.\n`
    const add = (name: string) => {
      const typed = keptTerminal(environmentOf(folder), piped('a long passphrase\n'))
      return runLine(['user', 'add', name, '--admin'], allCommands(builders), '0.0.0', typed.terminal).then(code => [code, typed.output()])
    }
    expect(await add('ada')).toEqual([0, `${made}ada can sign in, and is an administrator.\n`])
    expect(await add('jon')).toEqual([0, 'jon can sign in, and is an administrator.\n'])
    const sample = fileURLToPath(new URL('../fixtures/github-issues.json', import.meta.url))
    expect((await run(folder, 'import', 'github', sample)).output).not.toContain('a new one')
    const other = await emptyFolder()
    expect((await run(other, 'import', 'github', sample)).output).toContain(`a new one was made at ${storeFile(other)}.\n5 people imported`)
  })
})

describe('verify-store', () => {
  test('ends with 0 for a store that holds, and says what was checked', async () => {
    const folder = await copyOf(made.folder)
    const { code, output, errors } = await run(folder, 'verify-store', '--trust', await trustFile(folder))
    expect([code, errors]).toEqual([0, ''])
    expect(output).toMatch(/ holds: everything that was checked is as it must be\.\n/)
    expect(output).toMatch(/^ {2}\d+ events in 5 chains/m)
    expect(output).toContain('2 anchors in one line, 2 in a block, all of them in blocks that the network has')
    expect(output).not.toContain('Not checked')
    expect(output).toContain(`\n\n${DEV_IS_NO_EVIDENCE}\n`)
  })

  test('ends with 1 for one that does not, and names place, check and the two values', async () => {
    const folder = await copyOf(made.folder)
    spoil(folder, 'UPDATE events SET content = \'{"body":"\u009bnever said"}\' WHERE type = \'comment_added\' AND version = 3')
    const { code, output } = await run(folder, 'verify-store', '--offline')
    expect(code).toBe(1)
    expect(output).toContain('does not hold: 1 check failed.')
    expect(output).toMatch(
      /ticket [0-9a-f-]{36} version 3 \[content\] The header commits to another content\.\n {6}expected {2}[0-9a-f]{64}\n/,
    )
    expect(output).toContain('It was not asked: --offline.')
  })

  test('ends with 2 where there is no store, or a trust file that is none', async () => {
    const folder = await copyOf(made.folder)
    await writeFile(join(folder, 'trust.json'), '{}')
    expect(await run(join(folder, 'none'), 'verify-store')).toMatchObject({
      code: 2,
      errors: expect.stringMatching(/^There is no store at .*\n$/),
    })
    expect((await run(folder, 'verify-store', '--trust', join(folder, 'trust.json'))).code).toBe(2)
  })
})

describe('export', () => {
  test('writes a proof that verify accepts, by number and by id, also while a server has the store open', async () => {
    const folder = await copyOf(made.folder)
    const bundle = join(folder, 'proof.json')
    const store = await openSqliteStore({ file: storeFile(folder) })
    for (const name of ['1', '#1', made.tickets[0]]) {
      expect(await run(folder, 'export', name, '--out', bundle, '--force')).toMatchObject({ code: 0, errors: '' })
      const { code, output } = await run(folder, 'verify', bundle, '--trust', await trustFile(folder))
      expect(code, output).toBe(0)
      expect(output).toContain(`ticket ${made.tickets[0]}`)
      expect(output).toContain('Versions 1 to 6 are anchored')
    }
    await store.close()
  })

  test('from a later seal of the line, for who has verified up to there', async () => {
    const folder = await copyOf(made.folder)
    const store = await openSqliteStore({ file: storeFile(folder) })
    const seal = (await store.readModels.anchorLine(1, 1))[0]?.seal ?? ''
    await store.close()
    const bundle = join(folder, 'proof.json')
    expect((await run(folder, 'export', '2', '--out', bundle, '--seal', seal)).code).toBe(0)
    expect(JSON.parse(await readFile(bundle, 'utf8'))).toMatchObject({ genesisSeal: seal, seals: [expect.any(String)] })
    expect(await run(folder, 'export', '2', '--out', join(folder, 'other.json'), '--seal', `${'ab'.repeat(32)}:1`)).toMatchObject({
      code: 1,
      errors: 'This outpoint is no seal of the line of anchors.\n',
    })
  })

  test('a file that is there is left as it is, and replaced where that is asked for', async () => {
    const folder = await copyOf(made.folder)
    const bundle = join(folder, 'proof.json')
    await writeFile(bundle, 'mine')
    expect(await run(folder, 'export', '1', '--out', bundle)).toEqual({
      code: 2,
      output: '',
      errors: `${bundle} is there already, and was not changed. Name another file, or replace it with --force.\n`,
    })
    expect(await readFile(bundle, 'utf8')).toBe('mine')
    expect((await run(folder, 'export', '99', '--out', bundle, '--force')).code).toBe(1)
    expect(await readFile(bundle, 'utf8')).toBe('mine')
    expect((await run(folder, 'export', '1', '--out', bundle, '--force')).code).toBe(0)
    expect(JSON.parse(await readFile(bundle, 'utf8'))).toMatchObject({ aggregate: { id: made.tickets[0] } })
    expect((await readdir(folder)).filter(name => name.startsWith('proof.json'))).toEqual(['proof.json'])
  })

  test('what is no file is never replaced', async () => {
    const folder = await copyOf(made.folder)
    await mkdir(join(folder, 'kept'))
    expect(await run(folder, 'export', '1', '--out', join(folder, 'kept'), '--force')).toMatchObject({
      code: 2,
      errors: `${join(folder, 'kept')} is no file, and was not changed.\n`,
    })
  })

  test.each([
    [['99', '--out', 'x'], 1, 'There is no ticket #99.'],
    [['twelve', '--out', 'x'], 2, '“twelve” is neither the number of a ticket nor its id.'],
    [['00000000-0000-4000-8000-000000000000', '--out', 'x'], 1, ''],
    [['1'], 2, 'Where the bundle goes is missing: --out FILE.'],
    [['1', '--out', 'x', '--seal', 'y'], 2, '“y” is no seal; give the outpoint as txid:vout.'],
  ])('%j is told in one sentence, and nothing is written', async (line, code, sentence) => {
    const folder = await copyOf(made.folder)
    const result = await run(folder, 'export', ...line.map(word => (word === 'x' ? join(folder, 'x') : word)))
    expect(result.code).toBe(code)
    expect(result.errors).toContain(sentence)
    await expect(stat(join(folder, 'x'))).rejects.toThrow('ENOENT')
    expect((await readdir(folder)).filter(name => name.startsWith('x'))).toEqual([])
  })
})

describe('backup and restore', () => {
  test('a backup of an open store is restored elsewhere, and holds there', async () => {
    const folder = await copyOf(made.folder)
    const target = join(folder, 'backup.db')
    const store = await openSqliteStore({ file: storeFile(folder) })
    expect(await run(folder, 'backup', target)).toMatchObject({ code: 0, output: expect.stringContaining('keep it as safe as the store') })
    await store.close()
    const fresh = join(folder, 'fresh')
    expect(await run(fresh, 'restore', target)).toMatchObject({ code: 0, output: expect.stringContaining('sealdesk verify-store') })
    const { code, output } = await run(fresh, 'verify-store', '--trust', await trustFile(folder))
    expect(code, output).toBe(0)
    expect(output).not.toContain('Not checked')
  })

  test('no file is overwritten by either', async () => {
    const folder = await copyOf(made.folder)
    const target = join(folder, 'backup.db')
    await writeFile(target, 'mine')
    expect(await run(folder, 'backup', target)).toMatchObject({ code: 2, errors: expect.stringContaining('is there already') })
    expect(await readFile(target, 'utf8')).toBe('mine')
    const before = await readFile(storeFile(folder))
    expect(await run(folder, 'restore', storeFile(made.oldFolder))).toMatchObject({
      code: 2,
      errors: expect.stringContaining('is there already'),
    })
    expect((await readFile(storeFile(folder))).equals(before)).toBe(true)
  })

  test('what is no backup, a damaged or an open one, is not restored', async () => {
    const folder = await copyOf(made.folder)
    const target = join(folder, 'fresh')
    await writeFile(join(folder, 'text'), 'no database')
    expect((await run(target, 'restore', join(folder, 'text'))).errors).toContain('is no SQLite database')
    expect((await run(target, 'restore', join(folder, 'none'))).errors).toBe(`There is no file ${join(folder, 'none')}.\n`)
    const bytes = await readFile(storeFile(folder))
    await writeFile(join(folder, 'damaged'), bytes.fill(0xff, 4096, 8192))
    expect((await run(target, 'restore', join(folder, 'damaged'))).errors).toContain('damaged')
    const store = await openSqliteStore({ file: storeFile(made.oldFolder) })
    await store.note('x', 'y')
    expect((await run(target, 'restore', storeFile(made.oldFolder))).errors).toContain('is an open store, not a backup')
    await store.close()
    await expect(stat(storeFile(target))).rejects.toThrow('ENOENT')
  })

  test('both, and the blocks of the development network beside them, are for their owner alone to read', async () => {
    const folder = await copyOf(made.folder)
    const target = join(folder, 'backup.db')
    await chmod(`${storeFile(folder)}.dev-chain`, 0o644)
    await run(folder, 'backup', target)
    const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)
    expect([await modeOf(target), await modeOf(`${target}.dev-chain`)]).toEqual(['600', '600'])
    for (const path of [target, `${target}.dev-chain`]) await chmod(path, 0o644)
    const fresh = join(folder, 'fresh')
    await run(fresh, 'restore', target)
    expect([await modeOf(storeFile(fresh)), await modeOf(`${storeFile(fresh)}.dev-chain`)]).toEqual(['600', '600'])
  })

  test('blocks of another network are never taken for those of a backup', async () => {
    const folder = await copyOf(made.folder)
    const target = join(folder, 'backup.db')
    await writeFile(`${target}.dev-chain`, 'another')
    const { code, errors } = await run(folder, 'backup', target)
    expect([code, errors]).toEqual([2, `${target}.dev-chain is there already, and was not changed. Name a new file for the backup.\n`])
    await expect(stat(target)).rejects.toThrow('ENOENT')
  })

  test('what a restore has checked is said, and that erased texts are back', async () => {
    const folder = await copyOf(made.folder)
    const target = join(folder, 'backup.db')
    await run(folder, 'backup', target)
    const { output } = await run(join(folder, 'fresh'), 'restore', target)
    expect(output).toContain('Checked was only that the file can be read')
    expect(output).toContain('Texts that were erased after the backup was made are back')
    expect(output).toContain('The development network’s blocks were restored with it, as old as the backup')
  })

  test('a changed letter in a text gets through a restore, and not through one with --verify', async () => {
    const folder = await copyOf(made.folder)
    spoil(folder, "UPDATE events SET content = replace(content, 'comment 1', 'commend 1') WHERE content LIKE '%comment 1%'")
    const target = join(folder, 'backup.db')
    await run(folder, 'backup', target)
    expect((await run(join(folder, 'one'), 'restore', target)).code).toBe(0)
    const { code, output } = await run(join(folder, 'two'), 'restore', target, '--verify')
    expect(code).toBe(1)
    expect(output).toMatch(/is restored from[\s\S]*does not hold: 1 check failed\.[\s\S]*\[content\]/)
    expect(output).not.toContain('Checked was only')
    const good = join(folder, 'good.db')
    await run(made.folder, 'backup', good)
    const whole = await run(join(folder, 'three'), 'restore', good, '--verify')
    expect(whole.code, whole.output).toBe(0)
    expect(whole.output).toContain('holds: everything that was checked is as it must be')
  })

  test('a backup can be checked where it lies, before it is restored', async () => {
    const folder = await copyOf(made.folder)
    const target = join(folder, 'backup.db')
    await run(folder, 'backup', target)
    const before = await readdir(folder)
    const kept = keptTerminal({ ...environmentOf(folder), STORE_URL: `sqlite:${target}` })
    expect(await runLine(['verify-store'], allCommands(builders), '0.0.0', kept.terminal)).toBe(0)
    expect(await readdir(folder)).toEqual(before)
  })

  test('a store that anchors elsewhere is told whom to ask, and one without anchors that nobody can be asked', async () => {
    const folder = await copyOf(made.folder)
    const target = join(folder, 'backup.db')
    const restored = async (name: string) => {
      await run(folder, 'backup', target)
      for (const end of ['.dev-chain']) await rm(`${target}${end}`, { force: true })
      const { output } = await run(join(folder, name), 'restore', target)
      await rm(target)
      return output
    }
    expect(await restored('gone')).toContain('The development network’s blocks are not beside the backup')
    spoil(folder, `UPDATE settings SET value = replace(value, '"dev"', '"main"') WHERE name = 'anchoring/genesis'`)
    expect(await restored('real')).toContain('The network knows the anchors that were made after the backup')
    spoil(folder, "DELETE FROM settings WHERE name = 'anchoring/genesis'")
    expect(await restored('none')).toContain('It has no line of anchors')
  })

  test('an old one is told from the network that has gone on', async () => {
    const folder = await copyOf(made.folder)
    const backup = join(folder, 'old.db')
    expect((await run(made.oldFolder, 'backup', backup)).code).toBe(0)
    // The store is gone, the network is not.
    const fresh = await copyOf(made.folder)
    for (const end of ['', '-wal', '-shm']) await rm(`${storeFile(fresh)}${end}`, { force: true })
    expect(await run(fresh, 'restore', backup)).toMatchObject({
      code: 0,
      output: expect.stringContaining('The development network’s blocks that lay there stayed'),
    })
    const { code, output } = await run(fresh, 'verify-store')
    expect(code).toBe(1)
    expect(output).toMatch(/seal [0-9a-f]{64}:1 \[network\] It was spent by [0-9a-f]{64}, which this store doesn’t know: an old backup/)
  })
})

describe('anchor now', () => {
  test('anchors what has changed, and says that nothing has where that is so', async () => {
    const folder = await copyOf(made.folder)
    const nothing = await run(folder, 'anchor', 'now')
    expect(nothing.output).toMatch(/^Nothing has changed since anchor 2\.\nIt is in block [0-9a-f]{64} at height \d+/)
    const typed = keptTerminal(environmentOf(folder), piped('a long passphrase\n'))
    expect(await runLine(['user', 'add', 'lea'], allCommands(builders), '0.0.0', typed.terminal)).toBe(0)
    const { code, output } = await run(folder, 'anchor', 'now')
    expect(code).toBe(0)
    expect(output).toMatch(
      /^Anchor 3 is recorded: transaction [0-9a-f]{64} carries the log of 3 epochs, for a fee of \d+ satoshis\.\nIt is in block [0-9a-f]{64} at height \d+/,
    )
    expect((await run(folder, 'verify-store', '--trust', await trustFile(folder))).output).toContain('3 anchors in one line, 3 in a block')
  })

  test('a store that a server has open is told in one sentence', async () => {
    const folder = await copyOf(made.folder)
    const store = await openSqliteStore({ file: storeFile(folder) })
    const { code, errors } = await run(folder, 'anchor', 'now')
    await store.close()
    expect([code, errors]).toEqual([1, expect.stringMatching(/^\S+ is open in another process of Sealdesk\. .*\n$/)])
  })

  test('without an anchor network it says so', async () => {
    const folder = await copyOf(made.folder)
    const kept = keptTerminal({ ...environmentOf(folder), ANCHOR_NETWORK: 'none' })
    expect(await runLine(['anchor', 'now'], allCommands(builders), '0.0.0', kept.terminal)).toBe(1)
    expect(kept.errors()).not.toBe('')
  })
})
