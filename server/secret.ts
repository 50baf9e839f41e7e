import { inspect } from 'node:util'
import { ConfigError, type Environment } from './config-error.ts'

const HIDDEN = '(secret)'

/** A text that doesn't show itself where it is printed, logged or written as JSON by mistake. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The text itself, for the one place that needs it. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return HIDDEN
  }

  toJSON(): string {
    return HIDDEN
  }

  [inspect.custom](): string {
    return HIDDEN
  }
}

/**
 * A secret that is given as `NAME`, or as a file whose path is in `NAME_FILE`; null where neither is set. A line break at the end of
 * the file is not part of the secret.
 * @throws ConfigError where both are set, or the file can't be read or is empty; never with the secret in its message
 */
export function readSecret(env: Environment, name: string, readFile: (path: string) => string): string | null {
  const value = env[name]
  const path = env[`${name}_FILE`]
  if (!path) return value ? value : null
  if (value) throw new ConfigError(name, `give either ${name} or ${name}_FILE, not both.`)
  const secret = readOrExplain(`${name}_FILE`, path, readFile).replace(/\r?\n$/, '')
  if (secret === '') throw new ConfigError(`${name}_FILE`, `the file ${path} is empty; give the path of a file that holds the secret.`)
  return secret
}

function readOrExplain(variable: string, path: string, readFile: (path: string) => string): string {
  try {
    return readFile(path)
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    throw new ConfigError(variable, `the file ${path} can’t be read${why}; give the path of a file that holds the secret.`)
  }
}
