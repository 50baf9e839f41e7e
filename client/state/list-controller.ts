import type { TicketRow } from '../../core/ticket/row.ts'

/** What a list shows. `fresh` rows have come in while the person reads, and wait behind “n new” until `showFresh()`. */
export type ListView = {
  readonly status: { readonly kind: 'loading' } | { readonly kind: 'ready' } | { readonly kind: 'failed'; readonly text: string }
  readonly rows: readonly TicketRow[]
  readonly counts: { readonly open: number; readonly solved: number }
  readonly fresh: number
  /** Whether there are further pages: `loadMore()`. */
  readonly more: boolean
}
