/** Items (each some dozens of microseconds: a header read, two hashes) between two pauses: few milliseconds' work, on a slow machine too. */
const ITEMS = 64

/** Works through a list in order, and lets others have their turn every few milliseconds. */
export async function unhurried<T>(items: readonly T[], pause: () => Promise<void>, work: (item: T) => void): Promise<void> {
  for (const [place, item] of items.entries()) {
    work(item)
    if (place % ITEMS === ITEMS - 1) await pause()
  }
}
