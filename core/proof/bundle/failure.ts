import type { CheckName, FailedCheck } from './verdict.ts'

/** A check that failed. It ends the checking of a bundle: what comes after it would rest on it. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed'
  readonly failed: FailedCheck

  constructor({ check, rule, version, message, expected, actual }: FailedCheck) {
    super(short(message))
    this.failed = { check, rule, version, message: this.message, expected: short(expected), actual: short(actual) }
  }
}

/** A bundle decides how long the values are that differ, a report doesn't grow with them. */
const MAX_VALUE = 16 * 1024

function short<T extends string | null>(value: T): T | string {
  return value !== null && value.length > MAX_VALUE ? `${value.slice(0, MAX_VALUE)}…` : value
}

/** What differs: what it should be, and what it is. `null` where there are no two values to compare. */
export type Difference = { readonly expected: string | null; readonly actual: string | null; readonly version?: number | null }

/** The failures of one check. */
export function failuresOf(check: CheckName) {
  return (rule: string, message: string, { version = null, ...values }: Difference): CheckFailed =>
    new CheckFailed({ check, rule, version, message, ...values })
}

type ErrorClass = abstract new (...args: never) => Error

/**
 * What `read` returns. Where it throws one of these errors, the failure that `toFailure` makes of its message is thrown instead; any other
 * error is a mistake of ours, and stays one.
 */
export function readOrFail<T>(read: () => T, refusals: readonly ErrorClass[], toFailure: (rule: string) => CheckFailed): T {
  try {
    return read()
  } catch (error) {
    const refusal = refusals.some(refused => error instanceof refused)
    throw refusal && error instanceof Error ? toFailure(error.message) : error
  }
}
