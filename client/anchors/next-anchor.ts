import type { AnchorRow } from '../../core/anchor/row.ts'
import type { AnchoringStatus } from '../../core/protocol/anchoring.ts'

/** When the next anchor is made by itself. `at` in milliseconds since 1970. */
export type NextAnchor =
  /** This server doesn't anchor. */
  | { readonly kind: 'off' }
  /** The line hasn't begun. */
  | { readonly kind: 'waits_for_funds' }
  /** Nothing has changed since the newest anchor. */
  | { readonly kind: 'nothing_due' }
  /** Changes wait, and only somebody who asks for an anchor ends that. */
  | { readonly kind: 'on_demand' }
  | { readonly kind: 'at'; readonly at: number }
  /** Its time has come. */
  | { readonly kind: 'now' }

/** From how anchoring stands and the newest anchor; `now` in milliseconds since 1970. */
export function nextAnchor(status: AnchoringStatus, newest: AnchorRow | null, now: number): NextAnchor {
  if (status.network === 'none') return { kind: 'off' }
  if (status.genesisSeal === null) return { kind: 'waits_for_funds' }
  if (!status.due) return { kind: 'nothing_due' }
  if (status.anchorSeconds === 0) return { kind: 'on_demand' }
  if (newest === null) return { kind: 'now' }
  const at = Date.parse(newest.preparedAt) + status.anchorSeconds * 1000
  return at > now ? { kind: 'at', at } : { kind: 'now' }
}
