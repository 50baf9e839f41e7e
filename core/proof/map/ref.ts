/**
 * What stands in a half of a planned node, as one number, so that a million nodes are a flat array: nothing, a planned inner node, the
 * leaf of a change, or a subtree of the old map that stays.
 */
export type Ref = number

export const NOTHING: Ref = 0
const INNER = 1
const LEAF = 2
const KEPT = 3

export function innerRef(index: number): Ref {
  return index * 4 + INNER
}

export function leafRef(index: number): Ref {
  return index * 4 + LEAF
}

export function keptRef(index: number): Ref {
  return index * 4 + KEPT
}

export function isInner(ref: Ref): boolean {
  return ref % 4 === INNER
}

export function isLeaf(ref: Ref): boolean {
  return ref % 4 === LEAF
}

export function indexOf(ref: Ref): number {
  return Math.floor(ref / 4)
}
