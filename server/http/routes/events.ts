import { eventFilterSchema } from '../../../core/protocol/topics.ts'
import type { Store } from '../../store/store.ts'
import { everybody } from '../access.ts'
import type { HttpDeps } from '../deps.ts'
import { eventItem, eventItemSchema } from '../event-item.ts'
import { pageOf, pageQuery, pageRequest } from '../paging.ts'
import { bare, defineRoute, json, ndjson, queryOf, type Route } from '../route.ts'

export function eventRoutes({ store }: Pick<HttpDeps, 'store'>): readonly Route[] {
  const listAt = (path: string) =>
    defineRoute({
      ...bare,
      method: 'GET',
      path,
      summary: 'Events, newest first, by actor, aggregate (type:id) and type',
      access: everybody,
      query: queryOf({ ...eventFilterSchema.shape, ...pageQuery }),
      answer: json(pageOf(eventItemSchema)),
      errors: ['bad_cursor'],
      async handle({ query: { actor, aggregate, type, ...page } }) {
        const { items, next } = await store.events({ actor, type, aggregate: aggregateOf(aggregate) }, pageRequest(page))
        return { items: items.map(eventItem), next }
      },
    })

  return [
    listAt('/api/events'),
    listAt('/api/events.json'),
    defineRoute({
      ...bare,
      method: 'GET',
      path: '/api/events.ndjson',
      summary: 'Every event up to this moment, oldest first, one a line',
      access: everybody,
      answer: ndjson(eventItemSchema),
      handle: async () => everything(store, await store.newest()),
    }),
  ]
}

function aggregateOf(name: string | undefined) {
  if (name === undefined) return undefined
  const [type = '', id = ''] = name.split(':')
  return { type, id }
}

/** Pages of lines. The next page is only read when the one before has left, so that a slow reader costs one page of memory. */
async function* everything(store: Store, end: string | null): AsyncGenerator<string> {
  if (end === null) return
  const stop = new AbortController()
  try {
    for await (const { events, cursor } of store.feed(null, stop.signal)) {
      yield events.map(event => `${JSON.stringify(eventItem(event))}\n`).join('')
      if (cursor >= end) return
    }
  } finally {
    stop.abort()
  }
}
