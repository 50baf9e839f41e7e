import type { Connection } from './connection.ts'
import { isDuplicate } from './failures.ts'

/** A small document that is replaced as a whole. `writes` counts how often it was; none where a version wrote it that didn't count. */
type ReplacedDocument = { readonly _id: string; readonly writes?: number }

/**
 * Replaces the fields of a document, or makes it. A write that was given up and arrives late comes to nothing where there was a newer one:
 * each says how many came before it.
 */
export async function replaceFields(
  { ask, collection }: Connection,
  name: string,
  _id: string,
  fields: Record<string, string>,
): Promise<void> {
  const documents = collection<ReplacedDocument>(name)
  for (let isDone = false; !isDone; ) {
    const writes = (await ask(() => documents.findOne({ _id }, { projection: { writes: 1 } })))?.writes
    isDone = await ask(() => replace(writes))
  }

  /** False where somebody else was first. */
  async function replace(writes: number | undefined): Promise<boolean> {
    const update = { $set: { ...fields, writes: (writes ?? 0) + 1 } }
    if (writes !== undefined) return (await documents.updateOne({ _id, writes }, update)).matchedCount > 0
    try {
      await documents.updateOne({ _id, writes: { $exists: false } }, update, { upsert: true })
      return true
    } catch (error) {
      if (isDuplicate(error)) return false
      throw error
    }
  }
}
