import { parseTopic } from '../../core/protocol/topics.ts'
import type { Store } from '../store/store.ts'
import type { Hub } from './hub.ts'

/** Every watched chain has its turn once in so many steps. */
const STEPS = 64

/**
 * Tells clients where the chains are that they watch: one whose tail was lost pulls it. The store is asked once for each chain, however many
 * watch it, and for a few at a time.
 */
export class Heads {
  readonly #hub: Pick<Hub, 'chains' | 'watching'>
  readonly #store: Pick<Store, 'head'>
  readonly #underWay = new Set<string>()
  #step = 0

  constructor(hub: Pick<Hub, 'chains' | 'watching'>, store: Pick<Store, 'head'>) {
    this.#hub = hub
    this.#store = store
  }

  /** Begins the turns, each chain's once in `everyMs`. Answers how to stop. */
  start(everyMs: number): () => void {
    const stepping = setInterval(() => void this.step(), everyMs / STEPS).unref()
    return () => clearInterval(stepping)
  }

  /** The turn of those chains that have theirs in this step. A chain has it in the same step of each round. */
  async step(): Promise<void> {
    this.#step = (this.#step + 1) % STEPS
    const due = [...this.#hub.chains()].filter(topic => stepOf(topic) === this.#step && !this.#underWay.has(topic))
    await Promise.all(due.map(topic => this.#tell(topic)))
  }

  async #tell(topic: string): Promise<void> {
    const parsed = parseTopic(topic)
    const isLive = [...this.#hub.watching(topic)].some(({ state }) => state === 'live')
    if (!isLive || (parsed?.kind !== 'ticket' && parsed?.kind !== 'user')) return
    this.#underWay.add(topic)
    const head = await this.#store.head({ type: parsed.kind, id: parsed.id }).catch(() => null)
    this.#underWay.delete(topic)
    if (head !== null) for (const subscription of this.#hub.watching(topic)) subscription.tellHead(head)
  }
}

/** The last two digits of a UUID are spread evenly. */
function stepOf(topic: string): number {
  return (Number.parseInt(topic.slice(-2), 16) || 0) % STEPS
}
