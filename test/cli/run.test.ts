import { describe, expect, test } from 'vitest'
import { type Command, UsageError } from '../../cli/command.ts'
import { runLine } from '../../cli/run.ts'
import { KnownError } from '../../core/protocol/errors.ts'
import { ConfigError } from '../../server/config.ts'
import { UnusableStore } from '../../server/store/errors.ts'
import { keptTerminal } from './kept-terminal.ts'

const greet: Command = {
  name: 'greet',
  usage: 'NAME [--loud]',
  summary: 'Greets somebody.',
  operands: 1,
  options: { loud: { type: 'boolean' } },
  async run({ operands, options }, { output }) {
    output.write(`Hello ${operands[0]}${options.loud ? '!' : '.'}\n`)
    return 0
  },
}

const failing = (error: unknown): Command => ({
  ...greet,
  name: 'user add',
  operands: 0,
  async run() {
    throw error
  },
})

async function run(line: string, commands: readonly Command[] = [greet, failing(new Error('unused'))]) {
  const kept = keptTerminal()
  const code = await runLine(
    line.split(' ').filter(word => word !== ''),
    commands,
    '1.2.3',
    kept.terminal,
  )
  return { code, output: kept.output(), errors: kept.errors() }
}

test('a command gets its operands and options, and its answer is the exit code', async () => {
  expect(await run('greet Ada --loud')).toEqual({ code: 0, output: 'Hello Ada!\n', errors: '' })
})

test('the version is told', async () => {
  expect(await run('--version')).toEqual({ code: 0, output: '1.2.3\n', errors: '' })
})

describe('help', () => {
  test.each(['help', '--help', '-h'])('%s lists every command', async line => {
    const { code, output } = await run(line)
    expect(code).toBe(0)
    expect(output).toMatch(/sealdesk greet NAME \[--loud\] +Greets somebody\./)
    expect(output).toContain('sealdesk user add')
  })

  test.each(['help greet', 'greet --help', 'greet Ada -h'])('%s shows one command and doesn’t run it', async line => {
    expect(await run(line)).toEqual({ code: 0, output: 'sealdesk greet NAME [--loud]\n\nGreets somebody.\n', errors: '' })
  })

  test('is what a line without a command gets, as wrong usage', async () => {
    expect((await run('')).code).toBe(2)
  })
})

describe('wrong usage is told in one sentence and ends with 2', () => {
  test.each([
    ['gret Ada', 'There is no command “gret”. Did you mean “sealdesk greet”?\n'],
    ['user ad', 'There is no command “user ad”. Did you mean “sealdesk user add”?\n'],
    ['user', 'There is no command “user”. Did you mean “sealdesk user add”?\n'],
    ['usr add', 'There is no command “usr”. Did you mean “sealdesk user add”?\n'],
    ['hlep', 'There is no command “hlep”. Did you mean “sealdesk help”?\n'],
    ['help gret', 'There is no command “gret”. Did you mean “sealdesk greet”?\n'],
    ['constantinople', 'There is no command “constantinople”. “sealdesk help” lists what there is.\n'],
    ['--loud', 'There is no command “--loud”. “sealdesk help” lists what there is.\n'],
    ['greet', 'Something is missing after sealdesk greet.\nUsage: sealdesk greet NAME [--loud]\n'],
    ['greet Ada Jon', '“Jon” is one word too many for greet.\nUsage: sealdesk greet NAME [--loud]\n'],
    ['greet Ada --lout', "Unknown option '--lout'.\nUsage: sealdesk greet NAME [--loud]\n"],
  ])('%s', async (line, errors) => {
    expect(await run(line)).toEqual({ code: 2, output: '', errors })
  })
})

describe('an error reaches the person as one sentence', () => {
  const systemError = (code: string, more: object = {}) => Object.assign(new Error(`${code}: refused`), { code, syscall: 'open', ...more })

  test.each<[unknown, number, string]>([
    [
      new UnusableStore('Another process has the database open. Stop it first.'),
      1,
      'Another process has the database open. Stop it first.',
    ],
    [new KnownError('store_unavailable', 'The disk is full.'), 1, 'The disk is full.'],
    [new ConfigError('PORT', 'give a number.'), 2, 'PORT: give a number.'],
    [systemError('ENOENT', { path: 'issues.json' }), 1, 'There is no file issues.json.'],
    [systemError('EACCES', { path: '/srv/x' }), 1, 'There is no right to read or write /srv/x.'],
    [systemError('EADDRINUSE', { port: 3000 }), 1, 'Another program listens on this port already (3000); give another one by PORT.'],
    [systemError('EMFILE'), 1, 'The system refused: EMFILE: refused.'],
  ])('%s', async (error, code, sentence) => {
    expect(await run('user add', [failing(error)])).toEqual({ code, output: '', errors: `${sentence}\n` })
  })

  test('wrong usage found by the command itself comes with the usage', async () => {
    const { code, errors } = await run('user add', [failing(new UsageError('The name is too long.'))])
    expect([code, errors]).toEqual([2, 'The name is too long.\nUsage: sealdesk user add NAME [--loud]\n'])
  })

  test('what nobody planned for comes with its stack, for whoever mends it', async () => {
    const { code, errors } = await run('user add', [failing(new TypeError('x is not a function'))])
    expect(code).toBe(1)
    expect(errors).toMatch(/^Something failed that should not have: x is not a function\nTypeError: x is not a function\n +at /)
  })
})
