/** Locks by name, first come first served. Whoever acquires one must call the function that it got, once. */
export class Locks {
  readonly #tails = new Map<string, Promise<void>>()

  async acquire(name: string): Promise<() => void> {
    for (let tail = this.#tails.get(name); tail !== undefined; tail = this.#tails.get(name)) await tail
    return this.#hold(name)
  }

  /** The lock, if it is free at this moment. */
  tryAcquire(name: string): (() => void) | null {
    return this.#tails.has(name) ? null : this.#hold(name)
  }

  #hold(name: string): () => void {
    let open: () => void = () => {}
    this.#tails.set(
      name,
      new Promise(resolve => {
        open = resolve
      }),
    )
    return () => {
      this.#tails.delete(name)
      open()
    }
  }
}
