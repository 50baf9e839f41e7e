import { eventHash } from '../../../core/events/hash.ts'
import { parseHeader } from '../../../core/events/header.ts'
import { parseBundle } from '../../../core/proof/bundle/read-bundle.ts'
import type { SeenHead } from '../../state/head-memory.ts'

/** `number` is the ticket's, where it is a ticket's bundle. */
export type Stated = { readonly genesisSeal: string; readonly number: number | null }

/** What a bundle says of itself; null where it can't be read. Nothing of it is verified here. */
export function stated(bundle: string): Stated | null {
  try {
    const { genesisSeal, events } = parseBundle(bundle)
    const [first] = events
    const number = first === undefined ? null : parseHeader(first.header).facts.number
    return { genesisSeal, number: typeof number === 'number' ? number : null }
  } catch {
    // Whatever is wrong with it, the verifier says so. Here it has no name.
    return null
  }
}

/** Whether a bundle says that this event stands at its version. Nothing of it is verified here. */
export function hasHead(bundle: string, { version, hash }: SeenHead): boolean {
  try {
    const event = parseBundle(bundle).events[version - 1]
    return event !== undefined && eventHash(event.header) === hash
  } catch {
    return false
  }
}
