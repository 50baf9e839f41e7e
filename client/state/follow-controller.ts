import { ContextConsumer } from '@lit/context'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { type App, appContext } from './app.ts'
import type { Readable } from './cell.ts'

type Followed<V> = { readonly view: Readable<V>; stop(): void }

/**
 * Follows what `key` names for as long as the host is connected, and renders the host with every change. `key` is asked before each
 * update; another key ends the old follower and starts a new one, null means nothing is followed.
 */
export abstract class FollowController<K, V, F extends Followed<V>> implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement
  readonly #key: () => K | null
  readonly #app: ContextConsumer<typeof appContext, ReactiveControllerHost & HTMLElement>
  #name: string | null = null
  #followed: F | null = null
  #end: () => void = () => {}

  constructor(host: ReactiveControllerHost & HTMLElement, key: () => K | null) {
    this.#host = host
    this.#key = key
    this.#app = new ContextConsumer(host, { context: appContext })
    host.addController(this)
  }

  protected abstract name(key: K): string
  protected abstract follow(app: App, key: K): F

  protected get followed(): F | null {
    return this.#followed
  }

  hostUpdate(): void {
    const app = this.#app.value
    if (app === undefined || !this.#host.isConnected) return
    const key = this.#key()
    const name = key === null ? null : this.name(key)
    if (name === this.#name) return
    this.#stop()
    this.#name = name
    if (key === null) return
    const followed = this.follow(app, key)
    this.#followed = followed
    this.#end = followed.view.subscribe(() => this.#host.requestUpdate())
  }

  hostConnected(): void {
    this.#host.requestUpdate()
  }

  hostDisconnected(): void {
    this.#stop()
  }

  #stop(): void {
    this.#end()
    this.#followed?.stop()
    this.#followed = null
    this.#name = null
    this.#end = () => {}
  }
}
