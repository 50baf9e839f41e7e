import { type DraftTable, draftBy } from '../aggregate/draft.ts'
import type { AnchorCommand } from './commands.ts'
import type { AnchorDraft } from './events.ts'
import type { Anchor } from './state.ts'

/** Characters of the network's own words that are kept. */
const MAX_DETAIL = 1000

const drafts: DraftTable<Anchor, AnchorCommand, AnchorDraft> = {
  prepare_transaction: (_, { payload }) => ({ type: 'transaction_prepared', facts: payload, content: null }),
  mark_published: (_, { payload }) => ({ type: 'transaction_published', facts: payload, content: null }),
  mark_mined: (_, { payload }) => ({ type: 'transaction_mined', facts: payload, content: null }),
  mark_final: (_, { payload }) => ({ type: 'transaction_final', facts: payload, content: null }),
  mark_reorganised: (_, { payload }) => ({ type: 'transaction_reorganised', facts: payload, content: null }),
  mark_rejected: (_, { payload: { detail, ...facts } }) => ({
    type: 'transaction_rejected',
    facts,
    content: { detail: storable(detail) },
  }),
}

/** The event that an accepted command becomes. */
export function draftOf(anchor: Anchor, command: AnchorCommand): AnchorDraft {
  return draftBy(drafts, anchor, command)
}

/**
 * What a foreign service says may be anything; that a transaction was refused must be recorded all the same. What has no canonical form is
 * replaced, and it is cut where it gets long.
 */
function storable(detail: string): string {
  return detail.slice(0, MAX_DETAIL).replace(/[\0\p{Surrogate}]/gu, '\ufffd')
}
