import { parseArgs } from 'node:util'
import { type Command, type CommandLine, EXIT, type Given, type Terminal, UsageError } from './command.ts'
import type { Failure } from './failure.ts'

export type CommandRun = {
  readonly command: Command
  /** What a person writes to reach it, such as `sealdesk verify`. */
  readonly called: string
  /** What stands behind that on the line. */
  readonly given: readonly string[]
  readonly terminal: Terminal
  /** Asked only for an error. */
  readonly explain: (error: unknown) => Promise<Failure>
}

/** Carries one command out and answers the exit code: 0 done, 1 failed, 2 wrong usage. Errors are told in one sentence. */
export async function runCommand({ command, called, given, terminal, explain }: CommandRun): Promise<number> {
  if (given.includes('--help') || given.includes('-h')) {
    terminal.output.write(usageText(command, called))
    return EXIT.done
  }
  try {
    return await command.run(parseGiven(command, called, given), terminal)
  } catch (error) {
    const { sentence, stack, code } = await explain(error)
    terminal.errors.write(`${sentence}\n`)
    if (error instanceof UsageError) terminal.errors.write(`Usage: ${usageOf(command, called)}\n`)
    if (stack !== null) terminal.errors.write(`${stack}\n`)
    return code
  }
}

export function usageOf({ usage }: CommandLine, called: string): string {
  return usage === '' ? called : `${called} ${usage}`
}

export function usageText(command: CommandLine, called: string): string {
  return `${usageOf(command, called)}\n\n${command.summary}\n`
}

function parseGiven(command: CommandLine, called: string, given: readonly string[]): Given {
  const parsed = parseOrExplain(command, given)
  const [operand] = parsed.operands.slice(command.operands)
  if (operand !== undefined) throw new UsageError(`“${operand}” is one word too many for ${command.name}.`)
  if (parsed.operands.length < command.operands)
    throw new UsageError(`Something is missing after ${[called, ...parsed.operands].join(' ')}.`)
  return parsed
}

function parseOrExplain(command: CommandLine, given: readonly string[]): Given {
  try {
    const { positionals, values } = parseArgs({ args: [...given], options: command.options, allowPositionals: true, strict: true })
    const options: Record<string, string | boolean | undefined> = {}
    for (const [name, value] of Object.entries(values)) if (!Array.isArray(value)) options[name] = value
    return { operands: positionals, options }
  } catch (error) {
    throw new UsageError(error instanceof Error ? `${error.message.split('. ')[0]?.replace(/\.$/, '')}.` : String(error))
  }
}
