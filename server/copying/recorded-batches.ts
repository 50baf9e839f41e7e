import { type EventHeader, HeaderError, parseHeader } from '../../core/events/header.ts'
import { aggregateName } from '../../core/events/names.ts'
import { UnusableStore } from '../store/errors.ts'
import type { NewEvent, PositionedEvent, RecordedCommit } from '../store/store.ts'
import type { StoreReads } from '../store/store-reads.ts'
import { charactersIn } from '../store/weight.ts'

/** So much is appended at once. */
export type BatchSize = { readonly events: number; readonly characters: number }

/** Commits that follow each other in the feed, and the cursor of their last event. */
export type Batch = { readonly commits: readonly RecordedCommit[]; readonly events: readonly NewEvent[]; readonly cursor: string }

type ReadEvent = { readonly event: NewEvent; readonly position: string }

/**
 * What a feed holds after a cursor, in batches of commits. A commit is what one command recorded in an aggregate: so where it begins and ends
 * follows from the events alone, and is the same wherever the reading begins.
 *
 * @throws UnusableStore for an event whose header can't be read
 */
export async function* recordedBatches(source: Pick<StoreReads, 'feedPage'>, after: string | null, size: BatchSize): AsyncGenerator<Batch> {
  let gathered: ReadEvent[] = []
  for (let page = await source.feedPage(after); page !== null; page = await source.feedPage(page.cursor)) {
    gathered.push(...page.events.map(readEvent))
    // The last command may go on in the next page.
    for (let end = endOfBatch(gathered, size); end !== null; end = endOfBatch(gathered, size)) {
      yield batchOf(gathered.slice(0, end))
      gathered = gathered.slice(end)
    }
  }
  if (gathered.length > 0) yield batchOf(gathered)
}

function readEvent({ position, header, hash, salt, content }: PositionedEvent): ReadEvent {
  return { event: { header, hash, salt, content, fields: fieldsOf(header, position) }, position }
}

function fieldsOf(header: string, position: string): EventHeader {
  try {
    return parseHeader(header)
  } catch (error) {
    if (!(error instanceof HeaderError)) throw error
    throw new UnusableStore(
      `The event at ${position} of the source has a header that can’t be read: ${error.message}. sealdesk verify-store says what is damaged. The copy isn’t finished.`,
      { cause: error },
    )
  }
}

/** After which event a batch is large enough, at the end of a command; null where more has to be read. */
function endOfBatch(read: readonly ReadEvent[], { events, characters }: BatchSize): number | null {
  let gathered = 0
  for (const [at, { event }] of read.entries()) {
    gathered += charactersIn(event)
    const next = read[at + 1]?.event
    const isEnough = at + 1 >= events || gathered >= characters
    if (isEnough && next !== undefined && !goOn(event, next)) return at + 1
  }
  return null
}

function batchOf(read: readonly ReadEvent[]): Batch {
  const commits: { first: NewEvent; events: NewEvent[] }[] = []
  let before: NewEvent | null = null
  for (const { event } of read) {
    if (before !== null && goOn(before, event)) commits.at(-1)?.events.push(event)
    else commits.push({ first: event, events: [event] })
    before = event
  }
  return {
    commits: commits.map(({ first, events }) => ({ aggregate: first.fields.aggregate, expectedVersion: first.fields.version - 1, events })),
    events: read.map(({ event }) => event),
    cursor: read.at(-1)?.position ?? '',
  }
}

/** Whether an event was recorded by the same command as the one before it. */
function goOn({ fields: before }: NewEvent, { fields: after }: NewEvent): boolean {
  return (
    before.commandId === after.commandId &&
    before.version + 1 === after.version &&
    aggregateName(before.aggregate) === aggregateName(after.aggregate)
  )
}
