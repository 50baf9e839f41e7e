import type { Collection } from 'mongodb'
import type { Connection } from './connection.ts'
import type { ReadModelCollections } from './read-model-collections.ts'
import type { Versioned } from './read-model-documents.ts'

/** So many documents of a collection are deleted in one go: the database answers long before a connection is given up. */
export const PIECE = 1000

/** The index by which a collection finds its rows of earlier generations. */
const PLACES = [
  ['texts', 'by_word'],
  ['tickets', 'by_labels'],
  ['people', 'by_name'],
  ['anchors', 'by_sequence'],
] as const satisfies readonly (readonly [Exclude<keyof ReadModelCollections, 'projection'>, string])[]

type Row = Versioned & { readonly _id: string }

/**
 * Deletes rows of earlier generations, which count no more: a piece with each page of the feed that is written. So it takes its time in small
 * steps, and whoever writes the next page goes on where a server has stopped. The rows that are made anew take the place of most of them.
 */
export class Sweeping {
  readonly #connection: Connection
  /** Rows of generations before this one are gone. What a server that was asleep writes of them later is seen by nobody, and deleted by the next. */
  #swept = 0

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Deletes a piece of what is older than a generation. */
  async goOn(generation: number): Promise<void> {
    if (this.#swept >= generation) return
    const deleted = await Promise.all(PLACES.map(([name, index]) => this.#deletePiece(name, index, generation)))
    if (deleted.every(rows => rows === 0)) this.#swept = generation
  }

  async #deletePiece(name: string, hint: string, generation: number): Promise<number> {
    const { ask, collection } = this.#connection
    const rows: Collection<Row> = collection(name)
    const earlier = { generation: { $lt: generation } }
    const options = { projection: { _id: 1 }, limit: PIECE, hint } as const
    const found = await ask(() => rows.find(earlier, options).toArray())
    // Some may have been made anew meanwhile.
    if (found.length > 0) await ask(() => rows.deleteMany({ _id: { $in: found.map(({ _id }) => _id) }, ...earlier }))
    return found.length
  }
}
