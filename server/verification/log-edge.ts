import type { CompletedHashes, Subtree } from '../../core/proof/log/tree.ts'

/**
 * The right edge of a growing log: of each level its newest complete subtree. That is all that the next record and the root need, however long
 * the log is.
 */
export class LogEdge implements CompletedHashes {
  readonly #newest: { index: number; hash: string }[] = []

  /** Takes in what a record has completed, from the leaf itself upwards. */
  add(record: number, completed: readonly string[]): void {
    for (const [level, hash] of completed.entries()) this.#newest[level] = { index: (record + 1) / 2 ** level - 1, hash }
  }

  async read(positions: readonly Subtree[]): Promise<readonly string[]> {
    return positions.map(({ level, index }) => {
      const newest = this.#newest[level]
      if (newest?.index !== index) throw new RangeError(`the subtree ${index} of level ${level} is not at the log’s edge`)
      return newest.hash
    })
  }
}
