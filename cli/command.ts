import type { Readable } from 'node:stream'
import type { ParseArgsConfig } from 'node:util'
import type { Environment } from '../server/config.ts'

export type Input = Readable & { readonly isTTY?: boolean; setRawMode?(on: boolean): unknown }
export type Output = { readonly isTTY?: boolean; write(text: string): unknown }

/** What a command gets of the world around it. */
export type Terminal = {
  readonly env: Environment
  readonly input: Input
  readonly output: Output
  readonly errors: Output
  /** Milliseconds from some moment on, for progress. */
  readonly now: () => number
  /** Hears what asks the process to end; answers how to stop listening. */
  readonly onSignal: (listener: (signal: 'SIGINT' | 'SIGTERM') => void) => () => void
  /** Gives memory back early, for long work on much data. */
  readonly keepMemorySmall: () => void
  /** Ends the process without waiting for anything. */
  readonly exitNow: (code: number) => void
}

/** What stands behind a command's name on the line, already held against its usage. */
export type Given = {
  readonly operands: readonly string[]
  readonly options: Readonly<Record<string, string | boolean | undefined>>
}

/** A command as help shows it. */
export type CommandLine = {
  /** One word or two. */
  readonly name: string
  /** The operands and options as help shows them. */
  readonly usage: string
  readonly summary: string
  readonly operands: number
  readonly options: NonNullable<ParseArgsConfig['options']>
}

/** What a command does. Answers the exit code. An error that it throws is told in one sentence. */
export type Run = (given: Given, terminal: Terminal) => Promise<number>

export type Command = CommandLine & { readonly run: Run }

export const EXIT = { done: 0, failed: 1, usage: 2 } as const

/** The line was not written as it should be: told with the usage, and exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** A file that was given can't be used: told in its own words, and exit code 2. */
export class UnusableInput extends Error {
  override readonly name = 'UnusableInput'
}

/** An option's text; undefined where it isn't given. */
export function textOption(given: Given, name: string): string | undefined {
  const value = given.options[name]
  return typeof value === 'string' ? value : undefined
}
