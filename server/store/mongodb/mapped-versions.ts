import type { MappedVersion } from '../chain-scan.ts'
import { type Range, within } from './committed-heads.ts'
import type { Connection } from './connection.ts'
import type { Epochs } from './epochs.ts'
import { bytesOf, hexOf } from './packed.ts'
import type { HeadDocument, ProofCollections } from './proof-collections.ts'

/** So many heads are read in one go. */
const PIECE = 5000

/** All versions of an aggregate that epochs have put into the map, by epoch. */
export type MappedChain = { readonly name: string; readonly versions: readonly MappedVersion[] }

/** Goes through everything that the map has ever held, with one piece and one aggregate of it in memory at a time. */
export class MappedVersions {
  readonly #connection: Connection
  readonly #heads: ProofCollections['heads']
  readonly #epochs: Epochs
  readonly #piece: number

  constructor(connection: Connection, { heads }: Pick<ProofCollections, 'heads'>, epochs: Epochs, piece = PIECE) {
    this.#connection = connection
    this.#heads = heads
    this.#epochs = epochs
    this.#piece = piece
  }

  /** The aggregates of a range that are in the map, by their keys, as it was up to an epoch. */
  async *in({ after, upTo }: Range, epoch: number): AsyncGenerator<MappedChain, undefined> {
    const options = { sort: { aggregate: 1, epoch: -1 }, limit: this.#piece } as const
    for (let from = after; ; ) {
      const filter = { aggregate: within({ after: from, upTo }), epoch: { $lte: epoch } }
      const page = await this.#connection.ask(() => this.#heads.find(filter, options).toArray())
      const last = page.length < this.#piece ? undefined : page.at(-1)?.aggregate
      const whole = await this.#counting(page.filter(({ aggregate }) => aggregate !== last))
      for (const [name, documents] of byAggregate(whole)) yield { name, versions: versionsOf(documents) }
      if (last === undefined) return
      // It may go on beyond what was read.
      const versions = versionsOf(await this.#allOf(last, epoch))
      if (versions.length > 0) yield { name: last, versions }
      from = last
    }
  }

  /** One aggregate's, newest first. */
  async #allOf(aggregate: string, epoch: number): Promise<readonly HeadDocument[]> {
    const all: HeadDocument[] = []
    for (let from = epoch, most = this.#piece; ; ) {
      const options = { sort: { epoch: -1 }, limit: most } as const
      const page = await this.#connection.ask(() => this.#heads.find({ aggregate, epoch: { $lte: from } }, options).toArray())
      const last = page.length < most ? undefined : page.at(-1)?.epoch
      // Several attempts may have staged something for one epoch.
      const whole = page.filter(({ epoch }) => epoch !== last)
      all.push(...(await this.#counting(whole)))
      if (last === undefined) return all
      if (whole.length === 0) most *= 2
      from = last
    }
  }

  /** What was staged by an attempt that was broken off counts for nothing. */
  async #counting(found: readonly HeadDocument[]): Promise<readonly HeadDocument[]> {
    const made = await this.#epochs.attemptsAt([...new Set(found.map(({ epoch }) => epoch))])
    return found.filter(({ epoch, attempt }) => made.get(epoch) === attempt)
  }
}

function byAggregate(documents: readonly HeadDocument[]): ReadonlyMap<string, readonly HeadDocument[]> {
  const all = new Map<string, HeadDocument[]>()
  for (const document of documents) {
    const own = all.get(document.aggregate)
    if (own === undefined) all.set(document.aggregate, [document])
    else own.push(document)
  }
  return all
}

function versionsOf(newestFirst: readonly HeadDocument[]): readonly MappedVersion[] {
  return newestFirst.map(({ version, hash, epoch }) => ({ version, hash: hexOf(bytesOf(hash)), epoch })).reverse()
}
