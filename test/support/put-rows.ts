import type { ReadModelChange, ReadModels } from '../../server/store/read-models.ts'

/** Writes rows as somebody does who has just asked how far they are. */
export async function putRows(readModels: Pick<ReadModels, 'follow'>, change: Partial<ReadModelChange> & Pick<ReadModelChange, 'cursor'>) {
  const rows = await readModels.follow()
  await rows.apply({ tickets: [], people: [], texts: [], anchors: [], ...change })
}
