import type { Actor } from '../../core/events/header.ts'

/** A piece of a sentence about an event. Ids stay ids: who shows the sentence knows the names, and makes the links. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'person'; readonly id: string }
  | { readonly kind: 'system'; readonly name: string }
  | { readonly kind: 'ticket'; readonly id: string }
  /** Of an anchor. Shown by its beginning. */
  | { readonly kind: 'transaction'; readonly txid: string }
  | { readonly kind: 'label'; readonly label: string }
  | { readonly kind: 'priority'; readonly priority: string }
  | { readonly kind: 'quote'; readonly text: string }

export type Sentence = readonly Part[]

/** A sentence from a template: `say\`${actor} assigned ${it} to ${person}\``. Strings between are text, strings filled in too. */
export function say(strings: TemplateStringsArray, ...values: readonly (Part | string)[]): Sentence {
  return strings.flatMap((text, at): Part[] => {
    const value = values[at]
    const filled: Part[] = value === undefined ? [] : [typeof value === 'string' ? { kind: 'text', text: value } : value]
    return text === '' ? filled : [{ kind: 'text', text }, ...filled]
  })
}

export function actorPart(actor: Actor): Part {
  return actor.type === 'user' ? { kind: 'person', id: actor.id } : { kind: 'system', name: actor.id }
}

export function personPart(id: string): Part {
  return { kind: 'person', id }
}

/** What the sentence calls its ticket or account: “this ticket” on its own page, a link elsewhere. */
export function plain(text: string): Part {
  return { kind: 'text', text }
}

/** Names for plain text: live regions, titles, tests. */
export type Names = { person(id: string): string; ticket(id: string): string }

export function plainText(sentence: Sentence, names: Names): string {
  return sentence.map(part => partText(part, names)).join('')
}

export function partText(part: Part, names: Names): string {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'person':
      return names.person(part.id)
    case 'system':
      return systemName(part.name)
    case 'ticket':
      return names.ticket(part.id)
    case 'transaction':
      return part.txid.slice(0, 8)
    case 'label':
      return part.label
    case 'priority':
      return part.priority
    case 'quote':
      return `“${part.text}”`
  }
}

/** The parts of the system that act by themselves, as people call them. */
export function systemName(name: string): string {
  return `Sealdesk (${name})`
}
