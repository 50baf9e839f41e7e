import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Terminal } from '../../cli/command.ts'
import { allCommands } from '../../cli/commands/all.ts'
import { summaryText } from '../../cli/commands/import-github.ts'
import type { Builders, RunningServer } from '../../cli/parts.ts'
import { runLine } from '../../cli/run.ts'
import { packageVersion } from '../../cli/version.ts'
import { DEMONSTRATION_PASSWORD } from '../../server/demonstration/people.ts'
import type { ImportSummary } from '../../server/importing/summary.ts'
import { UnusableStore } from '../../server/store/errors.ts'
import { countEvents, type MemoryParts, openMemoryParts } from '../support/memory-parts.ts'
import { keptTerminal, piped } from './kept-terminal.ts'

const SAMPLE = fileURLToPath(new URL('../fixtures/github-issues.json', import.meta.url))

let parts: MemoryParts
let builders: Builders

beforeEach(() => {
  parts = openMemoryParts()
  builders = {
    openParts: async () => ({ ...parts, madeAt: null }),
    openStore: async () => parts.store,
    openReads: async () => parts.store,
    startServer: async () => {
      throw new Error('this test starts no server')
    },
    openAnchoring: async () => {
      throw new Error('this test anchors nothing')
    },
  }
})

afterEach(() => parts.close())

async function run(line: readonly string[], { input, env }: { input?: Terminal['input']; env?: Terminal['env'] } = {}) {
  const kept = keptTerminal(env, input)
  const code = await runLine(line, allCommands(builders), '0.0.0', kept.terminal)
  return { code, output: kept.output(), errors: kept.errors() }
}

describe('user add', () => {
  test('makes a person who can sign in with the password from the standard input', async () => {
    const { code, output } = await run(['user', 'add', 'lea', '--display', 'Lea Brandt'], { input: piped('a long passphrase\n') })
    expect([code, output]).toEqual([0, 'lea can sign in.\n'])
    const { me } = await parts.accounts.signIn('lea', 'a long passphrase', '127.0.0.1')
    expect(me).toMatchObject({ name: 'lea', displayName: 'Lea Brandt', role: 'member' })
  })

  test('makes an administrator where that is asked for', async () => {
    const { output } = await run(['user', 'add', 'lea', '--admin'], { input: piped('a long passphrase') })
    expect(output).toBe('lea can sign in, and is an administrator.\n')
    expect((await parts.accounts.signIn('lea', 'a long passphrase', '127.0.0.1')).me).toMatchObject({ role: 'admin', displayName: 'lea' })
  })

  test.each([
    ['Lea', 'a long passphrase', 2, 'The name “Lea” must be 2–32 characters of a–z, 0–9, dot, dash and underscore.'],
    ['lea', 'short', 2, 'The password must be at least 10 bytes long.'],
    ['lea', 'x'.repeat(73), 2, 'The password must be at most 72 bytes long.'],
    ['lea', '', 2, 'There is no password on the standard input.'],
  ])('refuses the name %s with the password “%s”', async (name, password, code, sentence) => {
    const result = await run(['user', 'add', name], { input: piped(password) })
    expect([result.code, result.errors.split('\n')[0]]).toEqual([code, sentence])
    expect(await countEvents(parts.store)).toBe(0)
  })

  test('says so where somebody has the name already', async () => {
    await run(['user', 'add', 'lea'], { input: piped('a long passphrase') })
    const { code, errors } = await run(['user', 'add', 'lea'], { input: piped('another passphrase') })
    expect([code, errors]).toEqual([1, 'Somebody already has this name. Choose another one.\n'])
  })
})

describe('import github', () => {
  test('tells what was imported, and the second time that it was there', async () => {
    const first = await run(['import', 'github', SAMPLE])
    expect(first).toEqual({
      code: 0,
      output: '5 people imported\n4 tickets imported\n4 comments imported\n1 pull request left out\n',
      errors: '',
    })
    const second = await run(['import', 'github', SAMPLE])
    expect(second.output).toMatch(/^0 people imported, 5 there already\n0 tickets imported, 4 there already\n0 comments imported, 4 there/)
  })

  test('lists what was left unassigned and what was skipped, as the documentation shows it', async () => {
    const summary: ImportSummary = {
      people: { created: 5, existing: 0 },
      tickets: { created: 3, existing: 0 },
      comments: { created: 4, existing: 0 },
      pullRequests: 1,
      withoutComments: 0,
      unassigned: [
        {
          issue: 'octo-reader/reader#7',
          ticket: 'x',
          login: 'octo-reader-1',
          reason: 'This person already has 3 open tickets, as many as one person may have. Solve or unassign one first.',
        },
      ],
      skipped: [{ record: 3, line: 130, what: 'record', field: 'title', reason: 'must be at most 200 characters long' }],
    }
    const documented = readFileSync(new URL('../../docs/import.md', import.meta.url), 'utf8')
    expect(documented).toContain(`\`\`\`text\n${summaryText(summary)}\`\`\`\n`)
  })

  test('a file that isn’t there is named, and the store not opened', async () => {
    builders = { ...builders, openParts: () => Promise.reject(new Error('opened')) }
    expect(await run(['import', 'github', '/none/issues.json'])).toEqual({
      code: 1,
      output: '',
      errors: 'There is no file /none/issues.json.\n',
    })
  })

  test('a folder is no file, and a file of something else is no list of issues', async () => {
    expect((await run(['import', 'github', fileURLToPath(new URL('.', import.meta.url))])).errors).toMatch(/is a folder, not a file\.$/m)
    const other = await run(['import', 'github', fileURLToPath(import.meta.url)])
    expect([other.code, other.errors]).toEqual([
      1,
      expect.stringMatching(/^The file is not what GitHub’s REST API returns for issues: .*\n$/),
    ])
  })
})

test('rebuild tells how many events there were', async () => {
  await run(['import', 'github', SAMPLE])
  const events = await countEvents(parts.store)
  const { code, output } = await run(['rebuild'])
  expect([code, output]).toEqual([0, `Lists and pages were made anew from ${events} events.\n`])
})

test('a store that a running server has open is told in its own words', async () => {
  builders = { ...builders, openParts: () => Promise.reject(new UnusableStore('Another process has it open. Stop that one first.')) }
  const { code, errors } = await run(['user', 'add', 'lea'], { input: piped('a long passphrase') })
  expect([code, errors]).toEqual([1, 'Another process has it open. Stop that one first.\n'])
})

test('a wrong environment variable stops every command with its name', async () => {
  for (const line of [['serve'], ['rebuild'], ['user', 'add', 'lea'], ['import', 'github', SAMPLE]]) {
    const { code, errors } = await run(line, { env: { OPEN_TICKET_LIMIT: 'many' } })
    expect([code, errors]).toEqual([2, 'OPEN_TICKET_LIMIT: “many” is not allowed; give a whole number from 1 to 1000.\n'])
  }
})

describe('serve', () => {
  /** A server that only says that it was started and stopped: what the command does with one is tested here, not the server. */
  function startable(running: Partial<RunningServer> = {}) {
    const calls: string[] = []
    builders = {
      ...builders,
      startServer: async () => {
        calls.push('start')
        const close = async () => void calls.push('close')
        return { address: 'http://127.0.0.1:4567', demonstration: false, hasAccounts: true, close, ...running }
      },
    }
    return calls
  }

  async function serve(env: Terminal['env'] = {}) {
    const kept = keptTerminal(env)
    const code = runLine(['serve'], allCommands(builders), '0.0.0', kept.terminal)
    await expect.poll(kept.output).toContain('Sealdesk is at')
    return { ...kept, code }
  }

  test.each(['SIGINT', 'SIGTERM'] as const)('prints the address, closes cleanly on %s, and waits for nothing else', async signal => {
    const calls = startable()
    const { output, signal: send, code, exits, listeners } = await serve()
    expect(output()).toContain('Sealdesk is at http://127.0.0.1:4567\n')
    expect(output()).not.toContain(DEMONSTRATION_PASSWORD)
    send(signal)
    expect(await code).toBe(0)
    expect(calls).toEqual(['start', 'close'])
    expect(exits).toEqual([0])
    expect(listeners.size).toBe(0)
  })

  test('a second signal doesn’t wait for a close that takes long', async () => {
    let finish = () => {}
    const closed = new Promise<void>(resolve => {
      finish = resolve
    })
    startable({ close: () => closed })
    const { signal, code, exits } = await serve()
    signal('SIGINT')
    signal('SIGINT')
    expect(exits).toEqual([130])
    finish()
    await code
  })

  test('tells how the first administrator is made where nobody can sign in yet, and nowhere else', async () => {
    startable({ hasAccounts: false })
    const empty = await serve()
    expect(empty.output()).toContain(
      'Nobody can sign in yet. The first administrator is made by: npx sealdesk user add NAME --admin (while',
    )
    empty.signal('SIGTERM')
    startable()
    const used = await serve()
    expect(used.output()).not.toContain('user add')
    used.signal('SIGTERM')
    await Promise.all([empty.code, used.code])
  })

  test('tells how to sign in where the demonstration’s people are there, and warns where others can reach them', async () => {
    startable({ demonstration: true })
    const here = await serve()
    expect(here.output()).toContain(`Sign in as ada (administrator), mira, jon, sam, noor, kit. Password of all: ${DEMONSTRATION_PASSWORD}`)
    expect(here.output()).not.toContain('other machines')
    here.signal('SIGTERM')
    const everywhere = await serve({ HOST: '0.0.0.0' })
    expect(everywhere.output()).toContain('can be reached from other machines')
    everywhere.signal('SIGTERM')
    await Promise.all([here.code, everywhere.code])
  })
})

test('the version is the package’s', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  expect(packageVersion()).toBe(manifest.version)
})
