import type { EventCollections } from './event-collections.ts'
import { type CommitDocument, charactersOf } from './event-documents.ts'

/** Commits come in pieces of so many. */
const PIECE = 100

/** Versions of an aggregate, by its key: those after one, up to another one. */
export type Versions = { readonly aggregate: string; readonly after: number; readonly upTo?: number }

/** So many events or characters are enough: what is read ends with the commit that has them. */
export type Enough = { readonly events: number; readonly characters: number }

/** Commits that go beyond a version, in order, until there is enough. */
export async function readCommits(
  commits: EventCollections['commits'],
  { aggregate, after, upTo = Number.MAX_SAFE_INTEGER }: Versions,
  { events, characters }: Enough,
): Promise<CommitDocument[]> {
  const found: CommitDocument[] = []
  const cursor = commits.find({ aggregate, last: { $gt: after, $lte: upTo } }, { sort: { last: 1 }, batchSize: PIECE })
  try {
    let read = 0
    for await (const commit of cursor) {
      found.push(commit)
      read += charactersOf(commit.events)
      if (commit.last - after >= events || read >= characters) break
    }
  } finally {
    await cursor.close()
  }
  return found
}
