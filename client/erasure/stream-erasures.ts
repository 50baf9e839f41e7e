import type { Aggregate } from '../../core/events/names.ts'
import type { HistoryEntry } from '../history/entry.ts'
import type { Erasure } from './erasures.ts'

/** What of a stream says that words were erased: by `type:id@version` of the event that carried them. */
export type StreamErasures = ReadonlyMap<string, Erasure>

/** The erasures among the events of a stream. Others may be older, or left out by its filter. */
export function streamErasures(entries: readonly Pick<HistoryEntry, 'header'>[]): StreamErasures {
  const found = new Map<string, Erasure>()
  for (const { header } of entries) {
    if (header?.type !== 'content_erased') continue
    const { aggregate, actor, recordedAt, facts } = header
    const { version, reason } = facts
    if (typeof version === 'number' && typeof reason === 'string')
      found.set(keyOf(aggregate, version), { by: actor, at: recordedAt, reason })
  }
  return found
}

export function keyOf({ type, id }: Aggregate, version: number): string {
  return `${type}:${id}@${version}`
}
