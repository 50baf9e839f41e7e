import type { Collection } from 'mongodb'
import type { CollectionPlan } from './collections.ts'
import type { Connection } from './connection.ts'
import { bool, count, nullable, number, object, some, text, texts } from './document-schemas.ts'
import type { AnchorDocument, PersonDocument, ProjectionDocument, TicketDocument, WordsDocument } from './read-model-documents.ts'

export type ReadModelCollections = {
  readonly projection: Collection<ProjectionDocument>
  readonly tickets: Collection<TicketDocument>
  readonly people: Collection<PersonDocument>
  readonly texts: Collection<WordsDocument>
  readonly anchors: Collection<AnchorDocument>
}

export function readModelCollections({ collection }: Connection): ReadModelCollections {
  return {
    projection: collection('projection'),
    tickets: collection('tickets'),
    people: collection('people'),
    texts: collection('texts'),
    anchors: collection('anchors'),
  }
}

const versioned = { _id: text, generation: count, version: count }

/**
 * Lists name the index that they are read by (ticket-query.ts). It begins with what is asked for exactly, then comes the list's order.
 *
 * Tickets: an index for each order, of which a ticket has an entry in each list that it stands in (ticket-places.ts), rather than one for
 * each pair of a filter and an order, which were a dozen. State and priority, two and four, stand before the order also where all are asked
 * for: the database merges the eight pieces. A ticket with two labels has six entries in each; the most frequent change, of `updatedAt`,
 * moves those of one index. `by_labels` is small, and what labels are counted from without looking at tickets: an index of the labels
 * themselves doesn't serve for that, since entries of a list don't say what else is in it.
 */
export const READ_MODEL_COLLECTIONS: readonly CollectionPlan[] = [
  { name: 'projection', schema: object({ _id: text, generation: count, cursor: text }), indexes: [] },
  {
    name: 'tickets',
    schema: object({
      ...versioned,
      number,
      title: nullable(text),
      state: { enum: ['open', 'solved'] },
      assignee: nullable(text),
      priority: text,
      rank: count,
      labels: texts,
      lists: some(text),
      labelSet: text,
      author: nullable(text),
      createdAt: text,
      updatedAt: text,
      comments: number,
    }),
    indexes: [
      { name: 'by_number', key: { generation: 1, lists: 1, state: 1, rank: 1, number: 1 } },
      { name: 'by_updated', key: { generation: 1, lists: 1, state: 1, rank: 1, updatedAt: 1, number: 1 } },
      { name: 'by_created', key: { generation: 1, lists: 1, state: 1, rank: 1, createdAt: 1, number: 1 } },
      { name: 'by_labels', key: { generation: 1, labelSet: 1 } },
    ],
  },
  {
    name: 'people',
    schema: object({
      ...versioned,
      key: text,
      name: nullable(text),
      displayName: nullable(text),
      role: text,
      state: text,
      createdAt: text,
      places: { bsonType: 'array', items: object({ ticket: text, version: number }) },
    }),
    indexes: [{ name: 'by_name', key: { generation: 1, key: 1, _id: 1 } }],
  },
  {
    name: 'texts',
    schema: object({ ...versioned, ticket: text, words: texts }),
    // No text index: it knows whole words of one language, and a search here is for beginnings of words in any.
    indexes: [{ name: 'by_word', key: { generation: 1, words: 1, ticket: 1 } }],
  },
  {
    name: 'anchors',
    schema: object({ ...versioned, sequence: count, size: count, state: text, inBlock: bool, seal: text, txid: text, transaction: text }),
    indexes: [
      { name: 'by_sequence', key: { generation: 1, sequence: 1, _id: 1 } },
      { name: 'by_size', key: { generation: 1, inBlock: 1, size: 1, sequence: 1 } },
    ],
  },
]
