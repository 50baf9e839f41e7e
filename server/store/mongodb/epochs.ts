import type { Epoch } from '../proofs.ts'
import type { Connection } from './connection.ts'
import { isDuplicate } from './failures.ts'
import { attemptKey, type EpochDocument, type ProofCollections } from './proof-collections.ts'

/** The epochs that are made. What they are once, they stay. */
export class Epochs {
  readonly #connection: Connection
  readonly #collections: Pick<ProofCollections, 'epochs' | 'attempts'>

  constructor(connection: Connection, collections: Pick<ProofCollections, 'epochs' | 'attempts'>) {
    this.#connection = connection
    this.#collections = collections
  }

  /** How many there are: the index of the next one. */
  async count(): Promise<number> {
    const newest = await this.#find({}, { sort: { _id: -1 }, projection: { _id: 1 } })
    return newest === null ? 0 : newest._id + 1
  }

  async newest(): Promise<Epoch | null> {
    return asEpoch(await this.#find({}, { sort: { _id: -1 } }))
  }

  async at(index: number): Promise<Epoch | null> {
    return asEpoch(await this.#find({ _id: index }))
  }

  async from(index: number, limit: number): Promise<readonly Epoch[]> {
    const options = { sort: { _id: 1 }, limit } as const
    const found = await this.#connection.ask(() => this.#collections.epochs.find({ _id: { $gte: index } }, options).toArray())
    return found.flatMap(epoch => asEpoch(epoch) ?? [])
  }

  /** Of the epochs among these that are made, whose attempt each was. */
  async attemptsAt(indexes: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const options = { projection: { attempt: 1 } } as const
    const made = await this.#connection.ask(() => this.#collections.epochs.find({ _id: { $in: [...indexes] } }, options).toArray())
    return new Map(made.map(({ _id, attempt }) => [_id, attempt]))
  }

  /** Makes an epoch: to insert it is the one step that does so. */
  async commit({ index, ...epoch }: Epoch): Promise<boolean> {
    if (index !== (await this.count())) return false
    try {
      await this.#connection.ask(() => this.#collections.epochs.insertOne({ _id: index, ...epoch }))
    } catch (error) {
      if (isDuplicate(error)) return false
      throw error
    }
    await this.#connection.ask(() => this.#collections.attempts.deleteOne({ _id: attemptKey(index, epoch.attempt) }))
    return true
  }

  #find(filter: { readonly _id?: number }, options: object = {}): Promise<EpochDocument | null> {
    return this.#connection.ask(() => this.#collections.epochs.findOne(filter, options))
  }
}

function asEpoch(document: EpochDocument | null): Epoch | null {
  if (document === null) return null
  const { _id, record, mapRoot, aggregates, versions, completed, checkpoint, cursor, attempt } = document
  return { index: _id, record, mapRoot, aggregates, versions, completed, checkpoint, cursor, attempt }
}
