import { z } from 'zod'
import { type TicketFilter, ticketFilterSchema } from '../ticket/filter.ts'
import { uuidSchema } from './text.ts'

/** Which events a stream shows. */
export const eventFilterSchema = z.object({
  actor: uuidSchema.optional(),
  aggregate: z
    .string()
    .regex(
      /^(?:ticket|user|anchor):[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
      'must be type:id, such as ticket:<uuid>',
    )
    .optional(),
  type: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be the name of an event')
    .optional(),
})

export type EventStreamFilter = z.infer<typeof eventFilterSchema>

/**
 * What a client can watch. On the wire a topic is one string: `ticket:<id>`, `user:<id>`, `list?state=open`, `events?type=…`, `people`,
 * `anchors`.
 */
export type Topic =
  | { readonly kind: 'ticket' | 'user'; readonly id: string }
  | { readonly kind: 'list'; readonly filter: TicketFilter }
  | { readonly kind: 'events'; readonly filter: EventStreamFilter }
  | { readonly kind: 'people' | 'anchors' }

/** The topic's one and only name: keys in a fixed order, nothing that is default. */
export function formatTopic(topic: Topic): string {
  switch (topic.kind) {
    case 'ticket':
    case 'user':
      return `${topic.kind}:${topic.id}`
    case 'list':
      return withQuery('list', formatTicketFilter(topic.filter))
    case 'events':
      return withQuery('events', formatQuery(topic.filter))
    case 'people':
    case 'anchors':
      return topic.kind
  }
}

/** The topic with this name; null where there is none. */
export function parseTopic(name: string): Topic | null {
  if (name === 'people' || name === 'anchors') return { kind: name }
  const chain = /^(ticket|user):(.*)$/.exec(name)
  if (chain?.[1] === 'ticket' || chain?.[1] === 'user') {
    const id = uuidSchema.safeParse(chain[2])
    return id.success ? { kind: chain[1], id: id.data } : null
  }
  const [kind, query = ''] = splitOnce(name, '?')
  if (kind === 'list') {
    const filter = ticketFilterSchema.strict().safeParse(parseQuery(query))
    return filter.success ? { kind, filter: filter.data } : null
  }
  if (kind === 'events') {
    const filter = eventFilterSchema.strict().safeParse(parseQuery(query))
    return filter.success ? { kind, filter: filter.data } : null
  }
  return null
}

/** A filter as the query of a list's address; without what is default. */
export function formatTicketFilter(filter: TicketFilter): string {
  const { sort, ...rest } = filter
  return formatQuery(sort === 'updated' ? rest : { ...rest, sort })
}

export function formatQuery(values: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(values)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join('&')
}

/** A query's values by key; a key that stands twice keeps its last value, one that can’t be decoded stays as it is. */
export function parseQuery(query: string): Record<string, string> {
  const parts = query.split('&').filter(part => part !== '')
  // From entries, so that `__proto__` is a key like any other, and found to be unknown.
  return Object.fromEntries(
    parts.map(part => {
      const [key, value = ''] = splitOnce(part, '=')
      return [key, decode(value)]
    }),
  )
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '))
  } catch {
    return value
  }
}

function withQuery(kind: string, query: string): string {
  return query === '' ? kind : `${kind}?${query}`
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)]
}
