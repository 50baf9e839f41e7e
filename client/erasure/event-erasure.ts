import { html, nothing, type TemplateResult } from 'lit'
import type { PeopleDirectory } from '../state/people.ts'
import { erasureNote } from './erasure-note.ts'
import { type Carrier, type Erasure, isErased } from './erasures.ts'

/** For the slot of an event's line: that its words were erased, and by whom. */
export function erasedWords(
  entry: Carrier,
  erasures: ReadonlyMap<number, Erasure>,
  people: PeopleDirectory,
): TemplateResult | typeof nothing {
  if (!isErased(entry) || entry.header === null) return nothing
  return html`<span class="quiet"> · ${erasureNote(erasures.get(entry.header.version), people)}</span>`
}
