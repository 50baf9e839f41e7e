/** Enough to hide the way to a database, and little enough to leave it room for others. */
const AT_ONCE = 20

export function* inPieces<T>(items: readonly T[], length: number): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += length) yield items.slice(from, from + length)
}

/** Looks at all items, at 20 of them at once. `onLooked` is told how many more were looked at. */
export async function lookAtEach<T>(
  items: readonly T[],
  look: (item: T) => Promise<void>,
  onLooked: (more: number) => void = () => {},
): Promise<void> {
  for (const piece of inPieces(items, AT_ONCE)) {
    await Promise.all(piece.map(look))
    onLooked(piece.length)
  }
}
