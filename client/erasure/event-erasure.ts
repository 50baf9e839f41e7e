import { html, nothing, type TemplateResult } from 'lit'
import type { EventHeader } from '../../core/events/header.ts'
import type { PeopleDirectory } from '../state/people.ts'
import { erasureNote } from './erasure-note.ts'
import type { Erasure } from './erasures.ts'

type Carrier = { readonly header: Pick<EventHeader, 'commitment' | 'version'> | null; readonly stored: { readonly content: string | null } }

/** Whether the header commits to words that aren't there any more. */
export function isErased({ header, stored }: Carrier): boolean {
  return header !== null && header.commitment !== null && stored.content === null
}

/** For the slot of an event's line: that its words were erased, and by whom. */
export function erasedWords(
  entry: Carrier,
  erasures: ReadonlyMap<number, Erasure>,
  people: PeopleDirectory,
): TemplateResult | typeof nothing {
  if (!isErased(entry) || entry.header === null) return nothing
  return html`<span class="quiet"> · ${erasureNote(erasures.get(entry.header.version), people)}</span>`
}
