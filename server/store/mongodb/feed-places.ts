import type { FeedDocument, FeedEntry } from './event-documents.ts'

/** A commit and where its first event stands in the feed. */
export type Placed = FeedEntry & { readonly position: number }

/** The commits of a piece of the feed, in its order. */
export function placesIn({ first, commits }: FeedDocument): Placed[] {
  let position = first
  return commits.map(entry => {
    const place = { ...entry, position }
    position += entry.events
    return place
  })
}
