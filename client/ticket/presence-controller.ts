import { ContextConsumer } from '@lit/context'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { PresenceState } from '../../core/protocol/messages.ts'
import { type App, appContext } from '../state/app.ts'

/** Shorter than the server's patience, which is 45 s for being here and 6 s for typing. */
const HERE_MS = 15_000
const TYPING_MS = 3_000

const nobody: PresenceState = { topic: '', here: [], guests: 0, typing: [] }

/** Who is on a topic and who is typing, for its host; and tells the others about oneself. Volatile: it never touches the log. */
export class PresenceController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement
  readonly #topic: () => string | null
  readonly #app: ContextConsumer<typeof appContext, ReactiveControllerHost & HTMLElement>
  #followed: string | null = null
  #state = nobody
  /** When others were last told of typing, by the clock of `performance`; null where they think that nobody types. */
  #typedAt: number | null = null
  #ends: (() => void)[] = []

  constructor(host: ReactiveControllerHost & HTMLElement, topic: () => string | null) {
    this.#host = host
    this.#topic = topic
    this.#app = new ContextConsumer(host, { context: appContext })
    host.addController(this)
  }

  get state(): PresenceState {
    return this.#state
  }

  /** To be called with every key: told at most once in three seconds. */
  typing(): void {
    const now = performance.now()
    if (this.#followed === null || (this.#typedAt !== null && now - this.#typedAt < TYPING_MS)) return
    this.#typedAt = now
    this.#tell(true)
  }

  stoppedTyping(): void {
    if (this.#typedAt === null) return
    this.#typedAt = null
    this.#tell(false)
  }

  hostUpdate(): void {
    const topic = this.#topic()
    if (topic === this.#followed || this.#app.value === undefined || !this.#host.isConnected) return
    this.#stop()
    if (topic !== null) this.#start(topic, this.#app.value)
  }

  hostDisconnected(): void {
    this.#stop()
  }

  #start(topic: string, app: App): void {
    this.#followed = topic
    const timer = setInterval(() => this.#tell(this.#isTyping()), HERE_MS)
    this.#ends = [
      () => clearInterval(timer),
      app.connection.listen(topic, {
        presence: state => {
          this.#state = state
          this.#host.requestUpdate()
        },
      }),
      // Whose session has ended is a guest from now on, and no longer here under their name.
      app.session.me.subscribe(() => this.#tell(this.#isTyping())),
    ]
  }

  /** The server takes presence only on a topic that is followed: to be called when the first page has come, and again when back online. */
  arrive(): void {
    this.#tell(this.#isTyping())
  }

  #isTyping(): boolean {
    return this.#typedAt !== null && performance.now() - this.#typedAt < TYPING_MS
  }

  #tell(typing: boolean): void {
    if (this.#followed !== null) this.#app.value?.connection.sendPresence({ topic: this.#followed, typing })
  }

  #stop(): void {
    for (const end of this.#ends) end()
    this.#ends = []
    this.#followed = null
    this.#state = nobody
    this.#typedAt = null
  }
}
