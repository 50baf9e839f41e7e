import { z } from 'zod'
import { isUuid } from '../../core/events/names.ts'
import { uuidSchema } from '../../core/protocol/text.ts'
import { type Fetched, fetchJson } from '../pages/fetch-json.ts'

const answerSchema = z.object({ id: uuidSchema })

/** The id of the ticket that an address names by its number or its id. Only the server knows which number is whose. */
export async function ticketIdOf(ref: string): Promise<Fetched<string>> {
  if (isUuid(ref)) return { ok: true, value: ref }
  const found = await fetchJson(`/api/numbers/${encodeURIComponent(ref)}`, answerSchema)
  return found.ok ? { ok: true, value: found.value.id } : found
}

/** Where a ticket is shown: as it is now, or as it was at a version. */
export function addressOf(number: number, version: number | null): string {
  return version === null ? `/tickets/${number}` : `/tickets/${number}@${version}`
}
