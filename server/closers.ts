/** What was opened, to be closed in the opposite order. One that fails keeps none of the others open. */
export class Closers {
  readonly #closers: (() => Promise<void>)[] = []

  add(close: () => Promise<void>): void {
    this.#closers.push(close)
  }

  /** @throws the first error, when all others are closed */
  async close(): Promise<void> {
    const errors: unknown[] = []
    for (const close of this.#closers.splice(0).reverse()) await close().catch(error => errors.push(error))
    if (errors.length > 0) throw errors[0]
  }
}
