import { RowsBegunAnew } from './errors.ts'
import type { ReadModelChange, ReadModels } from './read-models.ts'

type Rows = Pick<ReadModels, 'cursor' | 'clear'> & {
  /** Takes effect in the order of the calls, as `clear` does. */
  apply(change: ReadModelChange): Promise<void>
}

/** Rows that are followed and thrown away by this process alone: which of them count needn't be kept in the store. */
export function openLocalRows(rows: Rows): Pick<ReadModels, 'follow' | 'clear'> {
  let generation = 0
  let cleared: Promise<void> = Promise.resolve()
  return {
    async follow() {
      const followed = generation
      // What is being thrown away must not be gone on from. Where that fails, whoever wanted it is told so.
      await Promise.allSettled([cleared])
      const cursor = await rows.cursor()
      return {
        cursor,
        async apply(change) {
          if (followed !== generation) throw new RowsBegunAnew()
          await rows.apply(change)
        },
      }
    },
    clear() {
      generation += 1
      cleared = rows.clear()
      return cleared
    },
  }
}
