import { order } from '../order.ts'
import { type LabelCount, MAX_LABELS } from '../tables.ts'
import type { Connection } from './connection.ts'
import { LargeCounts } from './large-counts.ts'
import type { ReadModelCollections } from './read-model-collections.ts'
import { labelsIn } from './ticket-places.ts'

/**
 * How many tickets carry each label: counted from the entries of one index, without a look at any ticket. So numbers are right whoever wrote
 * the tickets, and wherever one died; where there are many tickets, they can be some seconds old (LargeCounts).
 */
export class LabelCounts {
  readonly #connection: Connection
  readonly #tickets: ReadModelCollections['tickets']
  readonly #counts: LargeCounts<Counted>

  /** `now` in milliseconds, of a clock that never goes back. */
  constructor(connection: Connection, { tickets }: Pick<ReadModelCollections, 'tickets'>, now: () => number) {
    this.#connection = connection
    this.#tickets = tickets
    this.#counts = new LargeCounts(now, ({ tickets }) => tickets)
  }

  /** Most used first, as many as are shown. */
  async mostUsed(generation: number): Promise<readonly LabelCount[]> {
    const { labels } = await this.#count(generation)
    return labels.toSorted((a, b) => b.tickets - a.tickets || order(a.label, b.label)).slice(0, MAX_LABELS)
  }

  /** All of them, in their order. */
  async all(generation: number): Promise<readonly LabelCount[]> {
    return (await this.#count(generation)).labels
  }

  #count(generation: number): Promise<Counted> {
    return this.#counts.get(String(generation), async () => {
      const steps = [{ $match: { generation } }, { $group: { _id: '$labelSet', tickets: { $sum: 1 } } }]
      const sets = await this.#connection.ask(() =>
        this.#tickets.aggregate<{ _id: string; tickets: number }>(steps, { hint: 'by_labels' }).toArray(),
      )
      const counts = new Map<string, number>()
      for (const { _id, tickets } of sets) for (const label of labelsIn(_id)) counts.set(label, (counts.get(label) ?? 0) + tickets)
      const labels = Array.from(counts, ([label, tickets]) => ({ label, tickets })).sort((a, b) => order(a.label, b.label))
      return { labels, tickets: sets.reduce((sum, { tickets }) => sum + tickets, 0) }
    })
  }
}

type Counted = {
  readonly labels: readonly LabelCount[]
  /** That were looked through for it. */
  readonly tickets: number
}
