/** One chain of events: a ticket, a user, the anchor line. */
export type Aggregate = { readonly type: string; readonly id: string }

/** The patterns of the header's fields: specification, section 9.2. */
export const PATTERNS = {
  uuid: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
  hash: '[0-9a-f]{64}',
  type: '[a-z][a-z0-9_]{0,63}',
  system: '[a-z0-9][a-z0-9._-]{0,63}',
  /** Whether the month has that day is `isTime`'s question. */
  time: '\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}Z',
} as const

const UUID = whole(PATTERNS.uuid)
const HASH = whole(PATTERNS.hash)
const TYPE = whole(PATTERNS.type)
const SYSTEM = whole(PATTERNS.system)
const TIME = whole(PATTERNS.time)
/** Visible ASCII without `+`, which separates the parts of a signed note's key. */
const ORIGIN = /^[!-*,-~]{1,255}$/

function whole(pattern: string): RegExp {
  return new RegExp(`^${pattern}$`)
}

/** A UUID of any version, in lowercase. */
export function isUuid(text: string): boolean {
  return UUID.test(text)
}

/** 32 bytes as 64 lowercase hex digits: a hash, a commitment, a salt. */
export function isHash(text: string): boolean {
  return HASH.test(text)
}

/** The name of a log. */
export function isOrigin(text: string): boolean {
  return ORIGIN.test(text)
}

export function isAggregateType(text: string): boolean {
  return TYPE.test(text)
}

export function isEventType(text: string): boolean {
  return TYPE.test(text)
}

/** The name of a part of the system that acts by itself: `sla-timer`. */
export function isSystemName(text: string): boolean {
  return SYSTEM.test(text)
}

/** RFC 3339 in UTC with milliseconds, and a date that exists: no leap second, no year 0. */
export function isTime(text: string): boolean {
  if (!TIME.test(text)) return false
  const year = Number(text.slice(0, 4))
  return year > 0 && Number(text.slice(8, 10)) <= daysIn(year, Number(text.slice(5, 7)))
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** The aggregate as it is written in every hashed text: `ticket 8aca77a2-…`. */
export function aggregateName(aggregate: Aggregate): string {
  return `${aggregate.type} ${aggregate.id}`
}
