import type { TicketFilter } from '../../core/ticket/filter.ts'
import type { ListView } from '../state/list-follower.ts'
import { words } from '../words.ts'
import { isNarrow } from './filter-address.ts'

type Said = { readonly icon: 'search' | 'circle-check' | 'inbox'; readonly title: string; readonly hint: string }

/** What a list without rows says: whether its filter leaves everything out, there is no ticket at all, or none in this state. */
export function emptyList(filter: TicketFilter, { open, solved }: ListView['counts'], isGuest: boolean): Said {
  const { list } = words
  if (isNarrow(filter)) return { icon: 'search', title: list.emptyFiltered, hint: list.emptyFilteredHint }
  if (filter.state === 'open' && solved > 0) return { icon: 'circle-check', title: list.emptyOpen, hint: list.emptyOpenHint }
  if (filter.state === 'solved' && open > 0) return { icon: 'inbox', title: list.emptySolved, hint: list.emptySolvedHint }
  return { icon: 'inbox', title: list.empty, hint: isGuest ? list.emptyGuestHint : list.emptyHint }
}
