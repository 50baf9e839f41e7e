import type { AnchorRow } from '../../core/anchor/row.ts'

/** More would be too small to read. */
export const MOST_DRAWN = 12

/** What the picture of the line shows, from its beginning to where it goes on. */
export type SealMark =
  | { readonly kind: 'genesis'; readonly seal: string }
  /** Anchors that are left out, between the genesis seal and the first one that is drawn. */
  | { readonly kind: 'earlier'; readonly count: number }
  | { readonly kind: 'anchor'; readonly anchor: AnchorRow }
  /** The seal at the end, which nothing has spent yet. */
  | { readonly kind: 'open' }

/** The line of seals, oldest first, from its newest anchors (newest first, as the server lists them). Empty before there is a genesis seal. */
export function sealLine(newest: readonly AnchorRow[], genesisSeal: string | null): readonly SealMark[] {
  if (genesisSeal === null) return []
  const drawn = newest.slice(0, MOST_DRAWN).reverse()
  const left = (drawn[0]?.sequence ?? 1) - 1
  return [
    { kind: 'genesis', seal: genesisSeal },
    ...(left > 0 ? [{ kind: 'earlier', count: left } as const] : []),
    ...drawn.map(anchor => ({ kind: 'anchor', anchor }) as const),
    { kind: 'open' },
  ]
}
