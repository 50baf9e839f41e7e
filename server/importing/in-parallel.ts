/**
 * Does a thing with each item, at most `width` at the same moment, begun in the items' order. After the first failure nothing new is
 * begun; it rejects with that failure when what was begun has ended.
 */
export async function inParallel<T>(width: number, items: Iterable<T>, act: (item: T) => Promise<unknown>): Promise<void> {
  const queue = items[Symbol.iterator]()
  const failures: unknown[] = []
  const work = async () => {
    for (let next = queue.next(); !next.done && failures.length === 0; next = queue.next()) {
      try {
        await act(next.value)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: width }, work))
  if (failures.length > 0) throw failures[0]
}
