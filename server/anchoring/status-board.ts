import { type AnchoringStatus, anchoringStatusSchema } from '../../core/protocol/anchoring.ts'
import type { Log } from '../actors/live-aggregate.ts'
import type { Store } from '../store/store.ts'
import type { AnchoringStatusSource } from './status-source.ts'

/** Under which it is noted. */
export const STATUS_NOTE = 'anchoring'

/** The status as it is told to this server's people, and, by whoever holds the lease, to other servers. */
export class StatusBoard implements AnchoringStatusSource {
  readonly #listeners = new Set<(status: AnchoringStatus) => void>()
  readonly #store: Pick<Store, 'note' | 'noted'>
  readonly #log: Log
  #status: AnchoringStatus
  #writing: Promise<void> = Promise.resolve()
  #noted = ''

  constructor(store: Pick<Store, 'note' | 'noted'>, log: Log, first: AnchoringStatus) {
    this.#store = store
    this.#log = log
    this.#status = first
  }

  status(): AnchoringStatus {
    return this.#status
  }

  onStatus(listener: (status: AnchoringStatus) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  show(status: AnchoringStatus): void {
    if (JSON.stringify(status) === JSON.stringify(this.#status)) return
    this.#status = status
    for (const listener of [...this.#listeners]) {
      try {
        listener(status)
      } catch (error) {
        this.#log.error({ err: error }, 'a listener of the anchoring status failed')
      }
    }
  }

  /** Shows it to the other servers as well. Never rejects: what couldn't be written is with the next one. */
  note(status: AnchoringStatus): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      const text = JSON.stringify(status)
      if (text === this.#noted) return
      try {
        await this.#store.note(STATUS_NOTE, text)
        this.#noted = text
      } catch (error) {
        this.#log.warn({ err: error }, 'how anchoring stands could not be noted')
      }
    })
    return this.#writing
  }

  /** What whoever holds the lease noted last; null where nothing was, or by a version that wrote it otherwise. @throws StoreUnavailable */
  async read(): Promise<AnchoringStatus | null> {
    const text = await this.#store.noted(STATUS_NOTE)
    if (text === null) return null
    const parsed = anchoringStatusSchema.safeParse(parseJson(text))
    return parsed.success ? parsed.data : null
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
