/** More than this isn't waited for on anybody's word: a day. */
const LONGEST = 24 * 60 * 60 * 1000

/**
 * The header Retry-After in milliseconds, null where it is absent or unreadable. A date is taken relative to the answer's own Date, so
 * that a clock which is wrong here or there makes no difference.
 */
export function retryAfter(headers: Headers): number | null {
  const value = headers.get('retry-after')
  if (value === null) return null
  const wait = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.parse(headers.get('date') ?? '')
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), LONGEST) : null
}
