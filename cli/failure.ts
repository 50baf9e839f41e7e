import { EXIT, UnusableInput, UsageError } from './command.ts'
import { isSystemError, systemSentence } from './system-error.ts'

/** What is told of an error that ended a command, and the exit code. `stack` is null where the sentence says it all. */
export type Failure = { readonly sentence: string; readonly stack: string | null; readonly code: number }

type ErrorType = abstract new (...args: never) => Error

/** Errors whose messages are sentences for people; `wronglyGiven`: those that end with exit code 2. */
export type PlannedErrors = { readonly wronglyGiven: readonly ErrorType[]; readonly others: readonly ErrorType[] }

/** Those that commands themselves throw. */
export const OF_COMMANDS: PlannedErrors = { wronglyGiven: [UsageError, UnusableInput], others: [] }

export function failureOf(error: unknown, { wronglyGiven, others }: PlannedErrors = OF_COMMANDS): Failure {
  const isWronglyGiven = wronglyGiven.some(type => error instanceof type)
  const code = isWronglyGiven ? EXIT.usage : EXIT.failed
  if (isSystemError(error)) return { sentence: systemSentence(error), stack: null, code }
  const text = error instanceof Error ? error.message : String(error)
  if (isWronglyGiven || others.some(type => error instanceof type)) return { sentence: text, stack: null, code }
  const stack = error instanceof Error ? (error.stack ?? null) : null
  return { sentence: `Something failed that should not have: ${text}`, stack, code }
}
