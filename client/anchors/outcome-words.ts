import type { AnchorRow } from '../../core/anchor/row.ts'
import type { AnchorOutcome } from '../state/anchor-request.ts'
import { words } from './words.ts'

/** The line as it is now: the newest anchors that are known, and whether there is something that none of them carries. */
export type KnownLine = { readonly items: readonly AnchorRow[]; readonly due: boolean }

/**
 * What came of asking for an anchor, as far as there is something to say of it now: an anchor that was made is followed into its block, that
 * there was nothing new is true until there is, and a refusal points to its trouble where the page tells of it.
 */
export function outcomeSentence(outcome: AnchorOutcome, { items, due }: KnownLine): string | null {
  switch (outcome.kind) {
    case 'none':
    case 'under_way':
      return null
    case 'made':
      return onItsWay(items.find(({ id }) => id === outcome.anchor.id) ?? outcome.anchor)
    case 'current':
      if (due || (items[0] !== undefined && items[0].id !== outcome.newest?.id)) return null
      return outcome.newest === null ? words.nothingYet : words.noneNew
    case 'refused':
      if (outcome.code === 'anchoring_off') return words.off
      return outcome.trouble === null ? outcome.text : words.refusedFor(words.trouble[outcome.trouble.code])
  }
}

/** What came of it, for whoever doesn't see the line: also where the anchor got into a block at once. */
export function outcomeNews(outcome: AnchorOutcome): string | null {
  const sentence = outcomeSentence(outcome, { items: [], due: false })
  return sentence === null && outcome.kind === 'made' ? words.inBlock(outcome.anchor.sequence) : sentence
}

function onItsWay({ sequence, state }: AnchorRow): string | null {
  return state === 'mined' || state === 'final' ? null : words.onItsWay[state](sequence)
}
