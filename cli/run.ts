import { parseArgs } from 'node:util'
import { KnownError } from '../core/protocol/errors.ts'
import { ConfigError } from '../server/config.ts'
import { ImportFileError } from '../server/importing/github-index.ts'
import { UnusableStore } from '../server/store/errors.ts'
import { type Command, EXIT, type Given, type Terminal, UsageError } from './command.ts'
import { nearest } from './nearest.ts'

/** Carries a command line out and answers the exit code: 0 done, 1 failed, 2 wrong usage. Errors are told in one sentence. */
export async function runLine(line: readonly string[], commands: readonly Command[], version: string, terminal: Terminal): Promise<number> {
  const { output, errors } = terminal
  const [first] = line
  if (first === '--version' || first === '-v') {
    output.write(`${version}\n`)
    return EXIT.done
  }
  if (first === undefined || first === '--help' || first === '-h') {
    output.write(helpText(commands))
    return first === undefined ? EXIT.usage : EXIT.done
  }
  if (first === 'help') return helpOn(line.slice(1), commands, terminal)
  const command = commandNamed(line, commands)
  if (command === undefined) return unknown(line, commands, terminal)
  const rest = line.slice(command.name.split(' ').length)
  if (rest.includes('--help') || rest.includes('-h')) return helpOn(line, commands, terminal)
  try {
    return await command.run(parseGiven(command, rest), terminal)
  } catch (error) {
    errors.write(`${sentence(error)}\n`)
    if (error instanceof UsageError) errors.write(`Usage: ${usageOf(command)}\n`)
    else if (isUnplanned(error) && error instanceof Error && error.stack !== undefined) errors.write(`${error.stack}\n`)
    return error instanceof UsageError || error instanceof ConfigError ? EXIT.usage : EXIT.failed
  }
}

function parseGiven(command: Command, rest: readonly string[]): Given {
  const parsed = parseOrExplain(command, rest)
  const [operand] = parsed.operands.slice(command.operands)
  if (operand !== undefined) throw new UsageError(`“${operand}” is one word too many for ${command.name}.`)
  if (parsed.operands.length < command.operands)
    throw new UsageError(`Something is missing after ${['sealdesk', command.name, ...parsed.operands].join(' ')}.`)
  return parsed
}

function parseOrExplain(command: Command, rest: readonly string[]): Given {
  try {
    const { positionals, values } = parseArgs({ args: [...rest], options: command.options, allowPositionals: true, strict: true })
    const options: Record<string, string | boolean | undefined> = {}
    for (const [name, value] of Object.entries(values)) if (!Array.isArray(value)) options[name] = value
    return { operands: positionals, options }
  } catch (error) {
    throw new UsageError(error instanceof Error ? `${error.message.split('. ')[0]?.replace(/\.$/, '')}.` : String(error))
  }
}

function commandNamed(line: readonly string[], commands: readonly Command[]): Command | undefined {
  return commands.find(({ name }) => name.split(' ').every((word, at) => line[at] === word))
}

function unknown(line: readonly string[], commands: readonly Command[], { errors }: Terminal): number {
  const words = line.filter(word => !word.startsWith('-'))
  const names = [...commands.map(({ name }) => name), 'help']
  // A command of two words may lack the second one, or have a wrong one.
  const begun = names.filter(name => name.includes(' ') && name.split(' ')[0] === words[0])
  const meant = begun[0] ?? nearest(words.slice(0, 2).join(' '), names) ?? nearest(words[0] ?? '', names)
  const asked = begun.length > 0 ? words.slice(0, 2).join(' ') : (words[0] ?? line[0] ?? '')
  const hint = meant === null ? '“sealdesk help” lists what there is.' : `Did you mean “sealdesk ${meant}”?`
  errors.write(`There is no command “${asked}”. ${hint}\n`)
  return EXIT.usage
}

function helpOn(line: readonly string[], commands: readonly Command[], terminal: Terminal): number {
  if (line.length === 0) {
    terminal.output.write(helpText(commands))
    return EXIT.done
  }
  const command = commandNamed(line, commands)
  if (command === undefined) return unknown(line, commands, terminal)
  terminal.output.write(`${usageOf(command)}\n\n${command.summary}\n`)
  return EXIT.done
}

function usageOf({ name, usage }: Command): string {
  return ['sealdesk', name, usage].filter(part => part !== '').join(' ')
}

function helpText(commands: readonly Command[]): string {
  const lines: [string, string][] = [
    ...commands.map((command): [string, string] => [usageOf(command), command.summary]),
    ['sealdesk help [COMMAND]', 'Shows this, or one command.'],
    ['sealdesk --version', 'Shows the version.'],
  ]
  const width = Math.max(...lines.map(([usage]) => usage.length))
  const table = lines.map(([usage, summary]) => `  ${usage.padEnd(width)}  ${summary}`).join('\n')
  return `Sealdesk, a ticket tracker whose whole history anybody can check.\n\n${table}\n\nEnvironment variables say where and how: docs/configuration.md.\n`
}

function isUnplanned(error: unknown): boolean {
  const planned = [KnownError, UnusableStore, ConfigError, UsageError, ImportFileError]
  return !planned.some(type => error instanceof type) && !isSystemError(error)
}

/** An error of the operating system says enough by itself: no such file, address in use. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && 'code' in error
}

function sentence(error: unknown): string {
  if (isSystemError(error) && error instanceof Error && 'code' in error) return systemSentence(error)
  const text = error instanceof Error ? error.message : String(error)
  return isUnplanned(error) ? `Something failed that should not have: ${text}` : text
}

function systemSentence(error: Error & { readonly code: unknown }): string {
  const path = 'path' in error ? String(error.path) : ''
  switch (error.code) {
    case 'ENOENT':
      return `There is no file ${path}.`
    case 'EISDIR':
      return `${path === '' ? 'This' : path} is a folder, not a file.`
    case 'EACCES':
      return path === '' ? `This address needs more rights: ${error.message}.` : `There is no right to read or write ${path}.`
    case 'EADDRINUSE':
      return `Another program listens on this port already${'port' in error ? ` (${String(error.port)})` : ''}; give another one by PORT.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'This machine has no such address; give another one by HOST.'
    default:
      return `The system refused: ${error.message}.`
  }
}
