import { html, type TemplateResult } from 'lit'
import { timeMark } from '../components/time.ts'
import { renderPerson } from '../history/sentence.ts'
import { systemName } from '../history/words.ts'
import type { PeopleDirectory } from '../state/people.ts'
import type { Erasure } from './erasures.ts'
import { words } from './words.ts'

/** Where a text stood that was erased: by whom, when, and why. */
export function erasureNote(erasure: Erasure | undefined, people: PeopleDirectory): TemplateResult {
  if (erasure === undefined) return html`<i>${words.unknown}</i>`
  const { by, at, reason } = erasure
  const who = by.type === 'user' ? renderPerson(by.id, people) : html`<b>${systemName(by.id)}</b>`
  return html`<i>${words.erasedBy} ${who} ${timeMark(at, Date.now())}, ${words.because(reason)}</i>`
}
