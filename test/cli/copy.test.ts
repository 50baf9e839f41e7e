import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { builders } from '../../cli/builders.ts'
import type { Terminal } from '../../cli/command.ts'
import { allCommands } from '../../cli/commands/all.ts'
import { runLine } from '../../cli/run.ts'
import { timerSchedule } from '../../server/anchoring/schedule.ts'
import { readConfig } from '../../server/config.ts'
import { COPY_NOTE, noteFinished } from '../../server/copying/marker.ts'
import { holdLease, LEASE_MS } from '../../server/leases/lease.ts'
import { openParts } from '../../server/parts.ts'
import { openSqliteStore } from '../../server/store/sqlite/sqlite-store.ts'
import { type AnchoredStore, copyOf, environmentOf, makeAnchoredStore, spoil, storeFile } from '../server/verification/anchored-store.ts'
import { keptLog } from '../support/world.ts'
import { keptTerminal, piped } from './kept-terminal.ts'

let made: AnchoredStore
beforeAll(async () => {
  made = await makeAnchoredStore()
}, 120_000)
afterAll(() => made.remove())

async function run(folder: string, ...line: readonly string[]) {
  const kept = keptTerminal(environmentOf(folder), piped('a long passphrase\n'))
  const code = await runLine(line, allCommands(builders), '0.0.0', kept.terminal)
  return { code, output: kept.output(), errors: kept.errors() }
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sealdesk-copy-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

function urlOf(folder: string): string {
  return `sqlite:${storeFile(folder)}`
}

/** Copies, and does something to one of the two stores as soon as a line that begins so tells how far it is. */
async function copyUntil(line: string, [from, to]: readonly [string, string], then: () => void, ...options: readonly string[]) {
  const kept = keptTerminal(environmentOf(from))
  const { errors } = kept.terminal
  let isDone = false
  let now = 0
  const terminal: Terminal = {
    ...kept.terminal,
    // Each time that it looks, it is time to write.
    now: () => (now += 10_000),
    errors: {
      write(text) {
        if (!isDone && text.startsWith(line)) {
          isDone = true
          then()
        }
        return errors.write(text)
      },
    },
  }
  const code = await runLine(['copy', '--to', urlOf(to), ...options], allCommands(builders), '0.0.0', terminal)
  expect(isDone).toBe(true)
  return { code, output: kept.output(), errors: kept.errors() }
}

/** As a copy that was killed right after it had begun leaves it. */
async function unfinished(folder: string): Promise<void> {
  const store = await openSqliteStore({ file: storeFile(folder) })
  await store.note(COPY_NOTE, JSON.stringify({ origin: 'x', place: { source: null, target: null } }))
  await store.close()
}

describe('copy', () => {
  test('makes the same store elsewhere, checks it, and says what follows from that', async () => {
    const [folder, target] = [await copyOf(made.folder), await emptyFolder()]
    const { code, output, errors } = await run(folder, 'copy', '--from', urlOf(folder), '--to', urlOf(target))
    expect([code, errors]).toEqual([0, ''])
    expect(output).toMatch(
      /^Compared with the source, and the same: every event, 5 heads, 2 epochs with the maps from epoch \d on, \d kept proofs?, \d+ block headers?, 0 accounts, 4 settings \(the log’s name and keys\), \d notes?, the newest ticket’s number \(2\)\.\n/,
    )
    expect(output).toMatch(/ holds: everything that was checked is as it must be\.\n/)
    expect(output).toMatch(/The log sealdesk\.local\/\S+ is copied to /)
    expect(output).toContain('From now on start servers on the copy alone.')
    expect(output).toContain('Everybody signs in again')
    expect(await run(target, 'verify-store')).toMatchObject({ code: 0 })
    for (const number of ['1', '2']) {
      const bundles = await Promise.all(
        [folder, target].map(async place => {
          const file = join(place, `${number}.json`)
          expect(await run(place, 'export', number, '--out', file)).toMatchObject({ code: 0 })
          return readFile(file, 'utf8')
        }),
      )
      expect(bundles[1]).toBe(bundles[0])
    }
    expect((await run(target, 'anchor', 'now')).output).toContain('Nothing has changed since anchor 2.')
  }, 60_000)

  test('takes STORE_URL for the one that isn’t given', async () => {
    const [folder, target] = [await copyOf(made.folder), await emptyFolder()]
    expect(await run(folder, 'copy', '--to', urlOf(target), '--no-verify')).toMatchObject({
      code: 0,
      output: expect.stringContaining('It was not checked'),
    })
    const back = await emptyFolder()
    expect(await run(back, 'copy', '--from', urlOf(target), '--no-verify')).toMatchObject({ code: 0 })
    expect(await run(back, 'verify-store')).toMatchObject({ code: 0 })
  }, 60_000)

  test('refuses a target that holds anything, and leaves it as it is', async () => {
    const folder = await copyOf(made.folder)
    const before = await readFile(storeFile(made.oldFolder))
    expect(await run(folder, 'copy', '--from', urlOf(folder), '--to', urlOf(made.oldFolder))).toEqual({
      code: 2,
      output: '',
      errors: 'The target isn’t empty. A copy needs a store of its own. Nothing was changed.\n',
    })
    expect((await readFile(storeFile(made.oldFolder))).equals(before)).toBe(true)
  }, 60_000)

  test('refuses a source with a server on it, one that isn’t there, and the target itself', async () => {
    const [folder, target] = [await copyOf(made.folder), await emptyFolder()]
    const store = await openSqliteStore({ file: storeFile(folder) })
    const lease = await holdLease({
      store,
      name: 'anchoring',
      holder: 'a server',
      monotonic: () => performance.now(),
      freshId: randomUUID,
      schedule: timerSchedule,
      log: keptLog(),
      ttlMs: 900,
    })
    expect(await run(folder, 'copy', '--to', urlOf(target))).toMatchObject({
      code: 2,
      errors: expect.stringContaining('A server works on the source'),
    })
    await lease.close()
    await store.close()
    expect(await run(folder, 'copy', '--from', urlOf(target), '--to', urlOf(folder))).toEqual({
      code: 2,
      output: '',
      errors: `There is no store at ${storeFile(target)}. Nothing was copied.\n`,
    })
    expect(existsSync(storeFile(target))).toBe(false)
    expect(await run(folder, 'copy', '--from', urlOf(folder), '--to', urlOf(folder))).toMatchObject({
      code: 2,
      errors: expect.stringContaining('Both are the same store.'),
    })
    expect((await run(folder, 'copy', '--to', 'postgres:x')).errors).toMatch(/^--to: STORE_URL: .*is not allowed/)
  }, 60_000)

  test.each([
    [
      'an event',
      'INSERT INTO events (aggregate, version, type, actor, command, hash, header) SELECT aggregate, 99, type, actor, command, hash, header FROM events LIMIT 1',
    ],
    [
      'an epoch',
      'INSERT INTO epochs SELECT 2, attempt, attempt_name, record, map_root, aggregates, versions, completed, checkpoint, cursor FROM epochs WHERE number = 1',
    ],
    ['a server', `INSERT INTO leases (name, holder, renewal) VALUES ('anchoring', 'a server', 'its first one')`],
  ])(
    'doesn’t finish where the source gets %s while the copy is checked or compared',
    async (_, statement) => {
      for (const line of ['Checking: ', 'Comparing: ']) {
        const [folder, target] = [await copyOf(made.folder), await emptyFolder()]
        const { code, errors } = await copyUntil(line, [folder, target], () => spoil(folder, statement))
        expect(code).toBe(2)
        expect(errors).toMatch(/The source was used while it was copied\. |A server works on the source\. /)
        expect((await run(target, 'verify-store')).errors).toContain('isn’t finished')
      }
    },
    60_000,
  )

  test('doesn’t finish where somebody else has become the one who copies', async () => {
    const [folder, target] = [await copyOf(made.folder), await emptyFolder()]
    const clock = vi.spyOn(performance, 'now')
    onTestFinished(() => clock.mockRestore())
    const { code, errors } = await copyUntil('Copying: events', [folder, target], () => {
      // As if this process had stood still for longer than its lease counts.
      const late = performance.now() + LEASE_MS
      clock.mockImplementation(() => late)
      spoil(target, `UPDATE leases SET holder = 'another', renewal = 'another one' WHERE name = 'copy'`)
    })
    expect(code).toBe(2)
    expect(errors).toContain('Another process copies into the target by now')
    expect((await run(target, 'verify-store')).errors).toContain('isn’t finished')
  }, 60_000)

  test('goes on where nobody else copies, and the target was only slow to say so', async () => {
    const [folder, target] = [await copyOf(made.folder), await emptyFolder()]
    const clock = vi.spyOn(performance, 'now')
    onTestFinished(() => clock.mockRestore())
    const { code } = await copyUntil('Copying: events', [folder, target], () => {
      const late = performance.now() + LEASE_MS
      clock.mockImplementation(() => late)
    })
    expect(code).toBe(0)
    expect((await run(target, 'verify-store')).code).toBe(0)
  }, 60_000)

  test('doesn’t finish where the source is damaged, unless it isn’t to be checked', async () => {
    const [folder, target] = [await copyOf(made.folder), await emptyFolder()]
    spoil(folder, 'UPDATE events SET content = \'{"body":"never said"}\' WHERE type = \'comment_added\' AND version = 3')
    const { code, output } = await run(folder, 'copy', '--to', urlOf(target))
    expect(code).toBe(1)
    expect(output).toContain('does not hold: 1 check failed.')
    expect(output).toContain('The copy isn’t finished: what is wrong in it is wrong in the source')
    expect((await run(target, 'verify-store')).errors).toContain('isn’t finished')
    expect((await run(folder, 'copy', '--to', urlOf(target), '--no-verify')).output).toContain(', where an earlier run had left off.')
    expect((await run(target, 'verify-store')).code).toBe(1)
  }, 60_000)

  test('never takes blocks of a development network that lie where those of the copy are to be', async () => {
    const [folder, target] = [await copyOf(made.folder), await emptyFolder()]
    await writeFile(`${storeFile(target)}.dev-chain`, 'another')
    expect(await run(folder, 'copy', '--to', urlOf(target))).toMatchObject({
      code: 2,
      errors: expect.stringContaining('.dev-chain is there already'),
    })
    expect(await readFile(`${storeFile(target)}.dev-chain`, 'utf8')).toBe('another')
    expect(existsSync(storeFile(target))).toBe(false)
  }, 60_000)
})

describe('an unfinished copy', () => {
  test('is opened by no command and no server, each says what to do, and once it is finished by all', async () => {
    const folder = await copyOf(made.folder)
    await unfinished(folder)
    const sentence = `The copy of x in ${storeFile(folder)} isn’t finished. Run the same sealdesk copy again: it goes on where it was. Nothing was changed.\n`
    const lines = [
      ['verify-store'],
      ['export', '1', '--out', join(folder, 'x')],
      ['rebuild'],
      ['anchor', 'now'],
      ['user', 'add', 'ada'],
      ['copy', '--to', urlOf(await emptyFolder())],
      ['serve'],
    ]
    for (const line of lines) expect([line, (await run(folder, ...line)).errors]).toEqual([line, sentence])
    await expect(openParts(readConfig(environmentOf(folder)))).rejects.toThrow('isn’t finished')
    const store = await openSqliteStore({ file: storeFile(folder) })
    await noteFinished(store)
    await store.close()
    expect((await run(folder, 'verify-store')).code).toBe(0)
  }, 60_000)
})
