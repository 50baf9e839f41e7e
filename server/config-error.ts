export type Environment = Readonly<Record<string, string | undefined>>

/** A variable whose value can't be used. The message is one sentence with its name and what is allowed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly variable: string

  constructor(variable: string, sentence: string) {
    super(`${variable}: ${sentence}`)
    this.variable = variable
  }
}
