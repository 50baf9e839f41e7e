import { LIMITS, labelSchema, nameSchema } from '../../core/protocol/text.ts'
import { loginDigits } from './github-ids.ts'

/**
 * Names for a login, best first: the login in lowercase where that is a name (`x[bot]` is `x.bot`: no login has a dot), then with some
 * digits of its hash. They don't depend on who else is imported; the next one is for a name that somebody here has already.
 */
export function namesFor(login: string): readonly string[] {
  const lower = login.toLowerCase().replace(/\[bot\]$/, '.bot')
  const letters = lower.replace(/[^a-z0-9._-]+/g, '-').replace(/^-+|-+$/g, '') || 'github'
  const withDigits = [6, 12].map(digits => `${letters.slice(0, LIMITS.name - digits - 1)}-${loginDigits(login, digits)}`)
  return nameSchema.safeParse(lower).success ? [lower, ...withDigits] : withDigits
}

/** A label in our alphabet: `Good first issue` is `good-first-issue`; null where nothing of it is left, or too much. */
export function labelFor(name: string): string | null {
  const label = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return labelSchema.safeParse(label).success ? label : null
}
