import type { StoredEvent } from '../../core/events/event.ts'

/** About how heavy an event is, in characters: pages are bounded by it, and not only by how many events they hold. */
export function charactersIn({ header, content }: Pick<StoredEvent, 'header' | 'content'>): number {
  return header.length + (content?.length ?? 0)
}
