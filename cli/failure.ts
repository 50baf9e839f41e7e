import { KnownError } from '../core/protocol/errors.ts'
import { ConfigError } from '../server/config-error.ts'
import { ImportFileError } from '../server/importing/import-file-error.ts'
import { UnusableStore } from '../server/store/errors.ts'
import { EXIT, UnusableInput, UsageError } from './command.ts'
import { isSystemError, systemSentence } from './system-error.ts'

/** What is told of an error that ended a command, and the exit code. `stack` is null where the sentence says it all. */
export type Failure = { readonly sentence: string; readonly stack: string | null; readonly code: number }

const PLANNED = [KnownError, UnusableStore, ConfigError, UsageError, UnusableInput, ImportFileError]
const WRONGLY_GIVEN = [UsageError, UnusableInput, ConfigError]

export function failureOf(error: unknown): Failure {
  const code = WRONGLY_GIVEN.some(type => error instanceof type) ? EXIT.usage : EXIT.failed
  if (isSystemError(error)) return { sentence: systemSentence(error), stack: null, code }
  const text = error instanceof Error ? error.message : String(error)
  if (PLANNED.some(type => error instanceof type)) return { sentence: text, stack: null, code }
  const stack = error instanceof Error ? (error.stack ?? null) : null
  return { sentence: `Something failed that should not have: ${text}`, stack, code }
}
