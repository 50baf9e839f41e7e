import { anchorNowAnswerSchema, anchorsAnswerSchema } from '../../../core/protocol/anchoring.ts'
import { administrator, everybody } from '../access.ts'
import type { HttpDeps } from '../deps.ts'
import { pageQuery, pageRequest } from '../paging.ts'
import { bare, defineRoute, json, queryOf, type Route } from '../route.ts'

type Needs = Pick<HttpDeps, 'store' | 'anchoring' | 'readBarrier'>

export function anchorRoutes({ store, anchoring, readBarrier }: Needs): readonly Route[] {
  return [
    defineRoute({
      ...bare,
      method: 'GET',
      path: '/api/anchors',
      summary: 'Anchors, newest first, and how anchoring stands',
      access: everybody,
      query: queryOf(pageQuery),
      answer: json(anchorsAnswerSchema),
      errors: ['bad_cursor', 'overloaded'],
      async handle({ query }) {
        await readBarrier()
        const { items, next } = await store.readModels.listAnchors(pageRequest(query))
        return { items: [...items], next, status: anchoring.status() }
      },
    }),
    defineRoute({
      ...bare,
      method: 'POST',
      path: '/api/anchors',
      summary: 'Make an epoch of what has changed, and anchor it now',
      access: administrator,
      answer: json(anchorNowAnswerSchema),
      errors: ['anchoring_off', 'no_genesis_seal', 'other_network', 'conflict', 'overloaded'],
      handle: () => anchoring.anchorNow(),
    }),
  ]
}
