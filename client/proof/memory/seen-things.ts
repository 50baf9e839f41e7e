import type { z } from 'zod'
import type { Aggregate } from '../../../core/events/names.ts'
import type { TrustFile } from '../../../core/proof/bundle/trust.ts'
import { parseCheckpoint } from '../../../core/proof/log/checkpoint.ts'
import type { SeenHead } from '../../state/head-memory.ts'
import { type KnownSeal, withSeals } from './known-seals.ts'
import {
  type Alarm,
  bundleRecordSchema,
  checkpointRecordSchema,
  headRecordSchema,
  sealsRecordSchema,
  trustRecordSchema,
} from './records.ts'
import type { Tables } from './tables.ts'

/** Something that was seen, and when: an ISO 8601 time of this browser's clock. */
export type Since<T> = { readonly what: T; readonly since: string }

/** A seal that an anchor of a line spends, and how many of its anchors come before that one. */
export type SpentSeal = { readonly seal: string; readonly distance: number }

const MOST_HEADS = 5_000
const MOST_BUNDLES = 50
/** Counting the heads at each event would be more work than keeping one. */
const HEADS_BETWEEN_CLEANING = 100

/** What this browser remembers of the server's log. A record that can't be read, of another version of this page, counts as none. */
export class SeenThings {
  readonly #tables: Tables
  readonly #now: () => number
  #heads = 0

  /** `now` in milliseconds since 1970. */
  constructor(tables: Tables, now: () => number) {
    this.#tables = tables
    this.#now = now
  }

  async head(aggregate: Aggregate): Promise<Since<SeenHead> | null> {
    const record = parsed(headRecordSchema, await this.#tables.get('heads', keyOf(aggregate)))
    return record && { what: record.head, since: record.at }
  }

  /** Keeps a head unless a newer one is kept. Answers with the one that is kept where that is another event of the same version. */
  async rememberHead(aggregate: Aggregate, head: SeenHead): Promise<SeenHead | null> {
    const key = keyOf(aggregate)
    let other: SeenHead | null = null
    await this.#tables.update('heads', key, before => {
      const kept = parsed(headRecordSchema, before)?.head
      if (kept !== undefined && kept.version === head.version && kept.hash !== head.hash) other = kept
      const isNews = kept === undefined || kept.version < head.version
      return isNews ? { key, at: this.#time(), head } : undefined
    })
    if (this.#heads++ % HEADS_BETWEEN_CLEANING === 0) await this.#tables.keepNewest('heads', MOST_HEADS)
    return other
  }

  async trust(): Promise<Since<TrustFile> | null> {
    const record = parsed(trustRecordSchema, await this.#tables.get('known', 'trust'))
    return record && { what: record.trust, since: record.at }
  }

  /** Keeps a trust file where none is kept yet, and answers with the one that is kept. */
  async rememberTrust(trust: TrustFile): Promise<Since<TrustFile>> {
    let kept: Since<TrustFile> = { what: trust, since: this.#time() }
    await this.#tables.update('known', 'trust', before => {
      const record = parsed(trustRecordSchema, before)
      if (record !== null) kept = { what: record.trust, since: record.at }
      return record === null ? { key: 'trust', at: kept.since, trust } : undefined
    })
    return kept
  }

  async checkpoint(): Promise<Since<string> | null> {
    const record = parsed(checkpointRecordSchema, await this.#tables.get('known', 'checkpoint'))
    return record && { what: record.checkpoint, since: record.at }
  }

  /** Keeps a signed checkpoint that was verified, unless a larger one is kept. */
  rememberCheckpoint(checkpoint: string): Promise<void> {
    const { size } = parseCheckpoint(checkpoint)
    return this.#tables.update('known', 'checkpoint', before => {
      const kept = parsed(checkpointRecordSchema, before)
      if (kept !== null && parseCheckpoint(kept.checkpoint).size >= size) return undefined
      return { key: 'checkpoint', at: this.#time(), checkpoint }
    })
  }

  /** Seals that valid bundles showed to be part of the line from this genesis seal, in its order. */
  async seals(origin: string, genesisSeal: string): Promise<readonly KnownSeal[]> {
    return sealsOf(origin, genesisSeal, await this.#tables.get('known', 'seals'))
  }

  /** Seals that follow upon one that is known: each with its distance from it, 0 for that one itself. */
  rememberSeals({ origin, genesisSeal }: TrustFile, begin: string, spent: readonly SpentSeal[]): Promise<void> {
    return this.#tables.update('known', 'seals', before => {
      const known = sealsOf(origin, genesisSeal, before)
      const from = begin === genesisSeal ? 1 : known.find(({ seal }) => seal === begin)?.place
      if (from === undefined) return undefined
      const seals = withSeals(
        known,
        spent.map(({ seal, distance }) => ({ seal, place: from + distance })),
      )
      return { key: 'seals', at: this.#time(), origin, genesisSeal, seals: [...seals] }
    })
  }

  forgetSeals(): Promise<void> {
    return this.#tables.delete('known', 'seals')
  }

  /** The newest bundle of an aggregate that was found valid, word for word, and the seal that it begins with. */
  async bundle(aggregate: Aggregate): Promise<{ readonly text: string; readonly genesisSeal: string } | null> {
    const record = parsed(bundleRecordSchema, await this.#tables.get('bundles', keyOf(aggregate)))
    return record && { text: record.bundle, genesisSeal: record.genesisSeal }
  }

  async rememberBundle(aggregate: Aggregate, bundle: string, genesisSeal: string): Promise<void> {
    const key = keyOf(aggregate)
    await this.#tables.update('bundles', key, () => ({ key, at: this.#time(), bundle, genesisSeal }))
    await this.#tables.keepNewest('bundles', MOST_BUNDLES)
  }

  /**
   * Forgets what an alarm contradicts, so that what is shown next is remembered in its place. Where that is the log, it is every history of it
   * as well: each would contradict what is remembered for the same cause.
   */
  async forgetFor({ kind, aggregate }: Pick<Alarm, 'kind' | 'aggregate'>): Promise<void> {
    if (aggregate !== null) {
      await this.#tables.delete('heads', keyOf(aggregate))
      await this.#tables.delete('bundles', keyOf(aggregate))
      return
    }
    await this.#tables.delete('known', 'checkpoint')
    await this.#tables.delete('known', 'seals')
    if (kind === 'trust') await this.#tables.delete('known', 'trust')
    await this.#tables.clear('heads')
    await this.#tables.clear('bundles')
  }

  #time(): string {
    return new Date(this.#now()).toISOString()
  }
}

function sealsOf(origin: string, genesisSeal: string, kept: unknown): readonly KnownSeal[] {
  const record = parsed(sealsRecordSchema, kept)
  return record?.origin === origin && record.genesisSeal === genesisSeal ? record.seals : []
}

function keyOf({ type, id }: Aggregate): string {
  return `${type}:${id}`
}

function parsed<T>(schema: z.ZodType<T>, record: unknown): T | null {
  const result = schema.safeParse(record)
  return result.success ? result.data : null
}
