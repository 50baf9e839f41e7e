import { parseArgs } from 'node:util'
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
    // Only now, as it knows the errors of all that commands are made of.
    const { failureOf } = await import('./failure.ts')
    const { sentence, stack, code } = failureOf(error)
    errors.write(`${sentence}\n`)
    if (error instanceof UsageError) errors.write(`Usage: ${usageOf(command)}\n`)
    if (stack !== null) errors.write(`${stack}\n`)
    return code
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
