import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** A value that can be watched. `subscribe` answers with the function that ends it; listeners read `value` themselves. */
export type Readable<T> = {
  readonly value: T
  subscribe(listener: () => void): () => void
}

/** The simplest `Readable`: whoever holds the cell sets it, everybody else gets it as `Readable`. */
export class Cell<T> implements Readable<T> {
  readonly #listeners = new Set<() => void>()
  #value: T

  constructor(value: T) {
    this.#value = value
  }

  get value(): T {
    return this.#value
  }

  /** Tells the listeners, unless the value is the same one. */
  set(value: T): void {
    if (Object.is(value, this.#value)) return
    this.#value = value
    for (const listener of [...this.#listeners]) listener()
  }

  update(change: (value: T) => T): void {
    this.set(change(this.#value))
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

/**
 * Renders its host again whenever something watchable changes: `new Watch(this, () => this.app.session.me)`.
 * The source is asked for when the host is connected, because the app comes from its context only then.
 */
export class Watch implements ReactiveController {
  readonly #host: ReactiveControllerHost
  readonly #source: () => Readable<unknown> | undefined
  #end: (() => void) | undefined

  constructor(host: ReactiveControllerHost, source: () => Readable<unknown> | undefined) {
    this.#host = host
    this.#source = source
    host.addController(this)
  }

  hostConnected(): void {
    this.#end = this.#source()?.subscribe(() => this.#host.requestUpdate())
  }

  /** Where the context arrived after `hostConnected`, the first update is the moment to begin. */
  hostUpdate(): void {
    if (this.#end === undefined) this.hostConnected()
  }

  hostDisconnected(): void {
    this.#end?.()
    this.#end = undefined
  }
}
