import { setTimeout as delay } from 'node:timers/promises'
import { formatPosition, parsePosition } from '../cursors.ts'
import { followFeed, Signal } from '../feed.ts'
import type { Store } from '../store.ts'
import type { StoreReads } from '../store-reads.ts'
import { Appending } from './appending.ts'
import { ChainReads } from './chain-reads.ts'
import type { Connection } from './connection.ts'
import { dropContent } from './erasing.ts'
import { type EventCollections, eventCollections } from './event-collections.ts'
import { aggregateKey } from './event-documents.ts'
import { FeedLine } from './feed-line.ts'
import { FeedReads } from './feed-reads.ts'
import { FeedWatch } from './feed-watch.ts'
import { revokeGuard } from './guards.ts'
import { openMongoLeases } from './mongo-leases.ts'
import { placesOf } from './placed-commits.ts'
import { RecordedCommits } from './recorded-commits.ts'
import { Settling } from './settling.ts'
import { openSmallValues } from './small-values.ts'
import { openSnapshots } from './snapshots.ts'

/** How soon it is looked again for what must be there. */
const LOOK_AGAIN_MS = 200

type OtherParts = 'proofs' | 'blocks' | 'readModels' | 'accounts'
export type EventReads = Omit<StoreReads, OtherParts | 'close'>
export type EventParts = Omit<Store, OtherParts | 'sessions' | 'notices' | 'close'>

export type EventOptions = {
  /** Told why a commit can't be settled that some process has left, once. */
  readonly onStuck?: ((error: unknown) => void) | undefined
  /** How long an append may take in all, in milliseconds, where it isn't as usual. */
  readonly appendWithinMs?: number | undefined
  /** So many commits are looked through at once for heads, where it isn't as usual. */
  readonly headsPiece?: number | undefined
}

/** What can be read of events without writing: what has no place in the feed yet is passed over. */
export function openEventReads(connection: Connection, { headsPiece }: EventOptions = {}): EventReads {
  const collections = eventCollections(connection)
  const chains = new ChainReads(connection, collections, met => placesOf(connection, collections, met), headsPiece)
  return readsOf(connection, collections, chains, new FeedLine(connection, collections, new Signal()))
}

/** Settles what a process that died has left, and opens everything that is about events. */
export async function openMongoEvents(
  connection: Connection,
  { onStuck = () => {}, appendWithinMs, headsPiece }: EventOptions = {},
): Promise<EventParts> {
  const collections = eventCollections(connection)
  const grown = new Signal()
  const line = new FeedLine(connection, collections, grown)
  const settling = new Settling(connection, collections, line, onStuck)
  const chains = new ChainReads(connection, collections, met => settling.finishEach(met), headsPiece)
  const recorded = new RecordedCommits(connection, collections, chains, line)
  const appending = new Appending(connection, collections, chains, line, settling, appendWithinMs)
  const feed = new FeedReads(connection, collections)
  const watch = new FeedWatch(connection, collections, line, settling, grown)
  // Followers look once more, and find the store closed.
  connection.closed.addEventListener('abort', () => grown.give(), { once: true })

  await line.refresh()
  await settling.finishAll()

  return {
    ...readsOf(connection, collections, chains, line),
    append: commit => appending.append(commit),
    appendAll: commits => recorded.append(commits),
    revoke: guard => revokeGuard(connection, collections, guard),
    async *feed(after, abort) {
      const readPage = async (cursor: string | null) => {
        const position = cursor === null ? 0 : parsePosition(cursor)
        while (position < line.tail || position < (await line.refresh())) {
          const page = await feed.page(position)
          if (page !== null || abort.aborted) return page
          // The line does go on: a member was asked that is behind, and nobody will tell when it isn't any more.
          await delay(LOOK_AGAIN_MS, undefined, { signal: AbortSignal.any([abort, connection.closed]) }).catch(() => {})
        }
        return null
      }
      const end = watch.begin()
      try {
        yield* followFeed(readPage, after, grown, abort)
      } finally {
        end()
      }
    },
    async erase(aggregate, version) {
      const head = await chains.head(aggregate)
      await dropContent(connection, collections, aggregateKey(aggregate), [version], head?.version ?? 0)
    },
    ...openSnapshots(connection, collections),
    ...openSmallValues(connection, collections),
    ...openMongoLeases(connection, collections),
  }
}

function readsOf(connection: Connection, collections: EventCollections, chains: ChainReads, line: FeedLine): EventReads {
  const feed = new FeedReads(connection, collections)
  const { snapshot } = openSnapshots(connection, collections)
  const { lastNumber, setting, settings, noted, notes } = openSmallValues(connection, collections)
  const { leased } = openMongoLeases(connection, collections)
  return {
    outcome: (aggregate, commandId) => chains.outcome(aggregate, commandId),
    head: aggregate => chains.head(aggregate),
    chain: (aggregate, afterVersion) => chains.chain(aggregate, afterVersion),
    chainPage: (aggregate, afterVersion, limit) => chains.chainPage(aggregate, afterVersion, limit),
    aggregates: () => chains.aggregates(),
    feedPage: async after => feed.page(after === null ? 0 : parsePosition(after)),
    async newest() {
      const newest = await line.refresh()
      return newest === 0 ? null : formatPosition(newest)
    },
    async events(filter, { limit, cursor }) {
      return feed.pageBefore(filter, cursor === null ? null : parsePosition(cursor), limit)
    },
    snapshot,
    lastNumber,
    setting,
    settings,
    noted,
    notes,
    leased,
  }
}
