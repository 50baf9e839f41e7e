/**
 * The first `limit` documents of several lookups, one after another. A page that begins after a key is what has the same value and a higher
 * number, and then what has a higher value: each is a piece of an index, entered exactly where it begins. As one condition with `$or` it would
 * be entered at the value, and everything before the number counted off.
 *
 * Each lookup is given how many documents are wanted. One that moves from one piece into the next meanwhile is taken once.
 */
export async function oneAfterAnother<D extends { readonly _id: string }>(
  limit: number,
  lookups: readonly ((limit: number) => Promise<readonly D[]>)[],
): Promise<readonly D[]> {
  const found = new Map<string, D>()
  for (const look of lookups) {
    if (found.size >= limit) break
    for (const document of await look(limit)) if (!found.has(document._id)) found.set(document._id, document)
  }
  return [...found.values()].slice(0, limit)
}
