import type { Document } from 'mongodb'
import type { ReadModelChange, SearchText } from '../read-models.ts'
import type { Connection } from './connection.ts'
import { type Put, putNewer } from './newer-wins.ts'
import type { ReadModelCollections } from './read-model-collections.ts'
import { anchorDocument, personDocument, ticketDocument, type Versioned, wordsDocument } from './read-model-documents.ts'

/**
 * Writes a change's rows where they are newer than those that are there. A ticket's row comes after its texts: whoever projects an event
 * that the row has taken already passes over it, so the row must not be there without what belongs to it.
 */
export async function putRows(
  connection: Connection,
  { tickets, people, texts, anchors }: ReadModelChange,
  generation: number,
): Promise<void> {
  const put = (name: keyof ReadModelCollections, documents: readonly Row[]) =>
    putNewer(
      connection,
      name,
      documents.map(document => ({ document, over: olderThan(document) })),
    )
  await Promise.all([
    put(
      'texts',
      newestOf(texts).map(text => wordsDocument(text, generation)),
    ),
    put(
      'people',
      people.map(row => personDocument(row, generation)),
    ),
    put(
      'anchors',
      anchors.map(row => anchorDocument(row, generation)),
    ),
  ])
  await put(
    'tickets',
    tickets.map(row => ticketDocument(row, generation)),
  )
}

type Row = Document & Versioned & { readonly _id: string }

/** Also one of the same version: it is the same row, or one that still has what was erased meanwhile. */
function olderThan({ generation, version }: Row): Put['over'] {
  return { $or: [{ generation: { $lt: generation } }, { generation, version: { $lte: version } }] }
}

/** A page of the feed can change a text several times. */
function newestOf(texts: readonly SearchText[]): readonly SearchText[] {
  const newest = new Map<string, SearchText>()
  for (const text of texts) {
    const key = `${text.ticket} ${text.source}`
    if (text.version >= (newest.get(key)?.version ?? 0)) newest.set(key, text)
  }
  return [...newest.values()]
}
