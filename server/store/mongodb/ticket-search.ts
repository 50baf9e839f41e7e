import type { Filter } from 'mongodb'
import { searchWords } from '../search-words.ts'
import type { Connection } from './connection.ts'
import type { ReadModelCollections } from './read-model-collections.ts'
import type { WordsDocument } from './read-model-documents.ts'

/** So many tickets are asked about in one go. */
const BATCH = 5000

/** The ids of tickets with a text that has all words of `asked` as beginnings of its words: each once, in batches, in no order. */
export async function* ticketsWithWords(
  { ask }: Connection,
  { texts }: Pick<ReadModelCollections, 'texts'>,
  asked: string,
  generation: number,
): AsyncGenerator<readonly string[]> {
  const words = searchWords(asked)
  if (words.length === 0) return
  const found = texts.aggregate<{ _id: string }>([{ $match: withWords(words, generation) }, { $group: { _id: '$ticket' } }], {
    hint: 'by_word',
    batchSize: BATCH,
  })
  try {
    for (;;) {
      const batch: string[] = []
      await ask(async () => {
        while (batch.length < BATCH && (await found.hasNext()))
          for (const { _id } of found.readBufferedDocuments(BATCH - batch.length)) batch.push(_id)
      })
      if (batch.length === 0) return
      yield batch
    }
  } finally {
    await found.close()
  }
}

/** Each word is a piece of the index: what begins with it. Words hold letters and digits alone, which mean themselves. */
function withWords(words: readonly string[], generation: number): Filter<WordsDocument> {
  return { generation, $and: words.map(word => ({ words: new RegExp(`^${word}`) })) }
}
