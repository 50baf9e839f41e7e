import { type Command, EXIT, type Terminal } from './command.ts'
import { nearest } from './nearest.ts'
import { runCommand, usageOf, usageText } from './run-command.ts'

/** Carries a command line out and answers the exit code: 0 done, 1 failed, 2 wrong usage. Errors are told in one sentence. */
export async function runLine(line: readonly string[], commands: readonly Command[], version: string, terminal: Terminal): Promise<number> {
  const { output } = terminal
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
  return runCommand({
    command,
    called: calledBy(command),
    given: line.slice(command.name.split(' ').length),
    terminal,
    async explain(error) {
      // Only now, as it knows the errors of all that commands are made of.
      const [{ failureOf }, { PLANNED }] = await Promise.all([import('./failure.ts'), import('./planned-errors.ts')])
      return failureOf(error, PLANNED)
    },
  })
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
  terminal.output.write(usageText(command, calledBy(command)))
  return EXIT.done
}

function calledBy({ name }: Command): string {
  return `sealdesk ${name}`
}

function helpText(commands: readonly Command[]): string {
  const lines: [string, string][] = [
    ...commands.map((command): [string, string] => [usageOf(command, calledBy(command)), command.summary]),
    ['sealdesk help [COMMAND]', 'Shows this, or one command.'],
    ['sealdesk --version', 'Shows the version.'],
  ]
  const width = Math.max(...lines.map(([usage]) => usage.length))
  const table = lines.map(([usage, summary]) => `  ${usage.padEnd(width)}  ${summary}`).join('\n')
  return `Sealdesk, a ticket tracker whose whole history anybody can check.\n\n${table}\n\nEnvironment variables say where and how: docs/configuration.md.\n`
}
