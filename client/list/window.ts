export type View = {
  /** Pixels that are scrolled away above. */
  readonly top: number
  /** Pixels that are in view. */
  readonly height: number
}

export type Range = { readonly first: number; readonly end: number }

/** Rows that are made beyond either edge, so that a quick scroll doesn't outrun them. */
const BEYOND = 10

/** Which rows of a list are made: those in view, and some beyond. All rows have the same height, so that any jump costs the same. */
export function rangeInView({ top, height }: View, rowHeight: number, count: number): Range {
  const first = Math.min(Math.max(0, Math.floor(top / rowHeight) - BEYOND), Math.max(0, count - 1))
  return { first, end: Math.min(count, Math.ceil((top + height) / rowHeight) + BEYOND) }
}

/** Where to scroll so that a row is wholly in view, below what lies over the upper edge; the same place where it is. */
export function scrollToShow(index: number, { top, height }: View, rowHeight: number, covered: number): number {
  const from = index * rowHeight
  if (from - covered < top) return Math.max(0, from - covered)
  return from + rowHeight > top + height ? from + rowHeight - height : top
}
