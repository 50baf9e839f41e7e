import { ObjectId } from 'mongodb'
import { HASH_BYTES } from '../../../core/proof/map/node.ts'
import type { MappedHead, StagedEpoch } from '../proofs.ts'
import type { Connection } from './connection.ts'
import type { Epochs } from './epochs.ts'
import { aggregateKey } from './event-documents.ts'
import { putNewer } from './newer-wins.ts'
import { binaryOf, piecesOf } from './packed.ts'
import { attemptKey, type HeadDocument, idsOf, type ProofCollections } from './proof-collections.ts'

/** So many heads are written, or so many are thrown away, in one go. */
const PIECE = 1000
/** So many hashes of stale nodes are one document. */
const STALE = 10_000

/**
 * What is prepared for an epoch lies where it stays. It counts once there is an epoch that names its attempt: what an attempt left that came
 * to nothing is never seen, and thrown away in small parts, each time something is staged.
 */
export class Staging {
  readonly #connection: Connection
  readonly #collections: ProofCollections
  readonly #epochs: Epochs

  constructor(connection: Connection, collections: ProofCollections, epochs: Epochs) {
    this.#connection = connection
    this.#collections = collections
    this.#epochs = epochs
  }

  async stage({ index, attempt, heads, stale }: StagedEpoch): Promise<void> {
    const made = await this.#epochs.count()
    await this.#clearAbandoned(made)
    if (index < made) return
    const key = attemptKey(index, attempt)
    const attempts = this.#collections.attempts
    await this.#connection.ask(() => attempts.updateOne({ _id: key }, { $set: { epoch: index, attempt } }, { upsert: true }))
    const documents = laterOf(heads).map(head => headDocument(key, index, attempt, head))
    for (let from = 0; from < documents.length; from += PIECE) {
      const puts = documents.slice(from, from + PIECE).map(document => ({ document, over: olderThan(document) }))
      await putNewer(this.#connection, this.#collections.heads.collectionName, puts)
    }
    for (const hashes of piecesOf(stale, STALE * HASH_BYTES)) {
      const document = { _id: `${key}/${new ObjectId().toHexString()}`, epoch: index, attempt, hashes: binaryOf(hashes) }
      await this.#connection.ask(() => this.#collections.stale.insertOne(document))
    }
  }

  /** Throws away a part of what was staged for an epoch that another attempt has made. */
  async #clearAbandoned(made: number): Promise<void> {
    const { ask } = this.#connection
    const { attempts, heads, stale } = this.#collections
    const left = await ask(() => attempts.findOne({ epoch: { $lt: made } }, { sort: { epoch: 1 } }))
    if (left === null) return
    // A server may have died between making the epoch and removing this.
    const isMade = (await this.#epochs.attemptsAt([left.epoch])).get(left.epoch) === left.attempt
    if (!isMade) {
      const options = { projection: { _id: 1 }, sort: { _id: 1 }, limit: PIECE } as const
      const some = await ask(() => heads.find({ _id: idsOf(left._id) }, options).toArray())
      if (some.length > 0) await ask(() => heads.deleteMany({ _id: { $in: some.map(({ _id }) => _id) } }))
      if (some.length === PIECE) return
      await ask(() => stale.deleteMany({ _id: idsOf(left._id) }))
    }
    await ask(() => attempts.deleteOne({ _id: left._id }))
  }
}

function headDocument(key: string, epoch: number, attempt: string, { aggregate, version, hash }: MappedHead): HeadDocument {
  const name = aggregateKey(aggregate)
  return { _id: `${key}/${name}`, epoch, attempt, aggregate: name, version, hash: binaryOf(Buffer.from(hash, 'hex')) }
}

/** With the aggregate, though the id says it: the collection can be sharded by it, and only then is it clear where the document belongs. */
function olderThan({ aggregate, version }: HeadDocument) {
  return { aggregate, version: { $lt: version } }
}

/** Of each aggregate the head of the highest version. */
function laterOf(heads: readonly MappedHead[]): readonly MappedHead[] {
  const later = new Map<string, MappedHead>()
  for (const head of heads) {
    const name = aggregateKey(head.aggregate)
    if (head.version > (later.get(name)?.version ?? 0)) later.set(name, head)
  }
  return [...later.values()]
}
