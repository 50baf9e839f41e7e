import { html, type TemplateResult } from 'lit'
import type { PeopleDirectory } from '../state/people.ts'
import { type Part, type Sentence, systemName } from './words.ts'

/** How a sentence is shown: names from the directory, tickets by what is known of them. */
export type SentenceLook = { readonly people: PeopleDirectory; ticketName(id: string): string }

/** A sentence with its links: people to their page, tickets to theirs, labels to the list, anchors to the line of them. */
export function renderSentence(sentence: Sentence, look: SentenceLook): TemplateResult {
  return html`${sentence.map(part => renderPart(part, look))}`
}

function renderPart(part: Part, { people, ticketName }: SentenceLook): TemplateResult | string {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'person':
      return renderPerson(part.id, people)
    case 'system':
      return html`<b>${systemName(part.name)}</b>`
    case 'ticket':
      return html`<a href="/tickets/${part.id}" dir="auto">${ticketName(part.id)}</a>`
    case 'transaction':
      return html`<a class="mono" href="/anchors" title=${part.txid}>${part.txid.slice(0, 8)}</a>`
    case 'label':
      return html`<a class="word" href="/?label=${part.label}">${part.label}</a>`
    case 'priority':
      return html`<b>${part.priority}</b>`
    case 'quote':
      return html`“<bdi>${part.text}</bdi>”`
  }
}

/** A person's name as a link to their page, by their id where the name was erased; only the name where the person isn't known. */
export function renderPerson(id: string | null, people: PeopleDirectory): TemplateResult {
  const person = people.find(id)
  return person
    ? html`<a class="person" href="/people/${person.name ?? person.id}">${people.nameOf(id)}</a>`
    : html`<b>${people.nameOf(id)}</b>`
}
