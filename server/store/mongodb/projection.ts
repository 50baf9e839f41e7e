import type { Collection } from 'mongodb'
import type { Connection } from './connection.ts'
import { isDuplicate } from './failures.ts'
import type { ProjectionDocument } from './read-model-documents.ts'

const ID = 'rows'
/** Before everything: every cursor is more than this. */
const NOTHING = ''

/** Which generation of rows counts, and how far it follows the feed. */
export type Projection = { readonly generation: number; readonly cursor: string | null }

/**
 * The read models' one document, which says which of their rows count. Rows of another generation are as good as gone, before they are
 * deleted and also where a process that was asleep writes some more of them.
 */
export class ProjectionState {
  readonly #connection: Connection
  readonly #collection: Collection<ProjectionDocument>
  /** The last one that was heard of. */
  #generation = 0

  constructor(connection: Connection, collection: Collection<ProjectionDocument>) {
    this.#connection = connection
    this.#collection = collection
  }

  async read(): Promise<Projection> {
    const found = await this.#connection.ask(() => this.#collection.findOne({ _id: ID }))
    if (found === null) return { generation: 0, cursor: null }
    return { generation: found.generation, cursor: found.cursor === NOTHING ? null : found.cursor }
  }

  /** Asks for rows of the generation that counts. It seldom changes, so that the last one is tried while it is looked up. */
  async query<T>(ask: (generation: number) => Promise<T>): Promise<T> {
    const tried = this.#generation
    const [{ generation }, answer] = await Promise.all([this.read(), ask(tried)])
    this.#generation = generation
    return generation === tried ? answer : ask(generation)
  }

  /** Moves the cursor forward, unless it is there or further. Answers whether the generation still counts: where it doesn't, nothing happens. */
  async moveTo(generation: number, cursor: string): Promise<boolean> {
    const move = () =>
      this.#connection.ask(() => this.#collection.updateOne({ _id: ID, generation, cursor: { $lt: cursor } }, { $set: { cursor } }))
    if ((await move()).matchedCount > 0) return true
    await this.#make()
    if ((await move()).matchedCount > 0) return true
    return (await this.read()).generation === generation
  }

  /** Makes all rows that there are count no more, and answers the generation of those that come. */
  async begin(): Promise<number> {
    await this.#make()
    const begun = await this.#connection.ask(() =>
      this.#collection.findOneAndUpdate({ _id: ID }, { $inc: { generation: 1 }, $set: { cursor: NOTHING } }, { returnDocument: 'after' }),
    )
    if (begun === null) throw new Error('the document about the read models is gone')
    return begun.generation
  }

  async #make(): Promise<void> {
    const isThere = await this.#connection.ask(() => this.#collection.findOne({ _id: ID }, { projection: { _id: 1 } }))
    if (isThere !== null) return
    try {
      await this.#connection.ask(() => this.#collection.insertOne({ _id: ID, generation: 0, cursor: NOTHING }))
    } catch (error) {
      if (!isDuplicate(error)) throw error
    }
  }
}
