import { z } from 'zod'
import { KnownError } from '../../../core/protocol/errors.ts'
import { headSchema, storedEventSchema } from '../../../core/protocol/messages.ts'
import { uuidSchema } from '../../../core/protocol/text.ts'
import { everybody } from '../access.ts'
import type { HttpDeps } from '../deps.ts'
import { wholeNumber } from '../paging.ts'
import { bare, defineRoute, json, queryOf, type Route } from '../route.ts'

/** Events of a chain that are sent at once. */
const PAGE = 1000

/** The texts are given as they are stored, whether or not they are well formed: who checks them shall find what is wrong. */
const chainEventSchema = storedEventSchema.extend({ hash: z.string(), salt: z.string().nullable() })

export function chainRoutes({ store }: Pick<HttpDeps, 'store'>): readonly Route[] {
  return [
    defineRoute({
      ...bare,
      method: 'GET',
      path: '/api/chains/:type/:id',
      summary: 'The exact texts of a chain after a version, to be checked; next is the version to go on after',
      access: everybody,
      params: z.object({ type: z.enum(['ticket', 'user', 'anchor']), id: uuidSchema }),
      query: queryOf({ after: wholeNumber(0, Number.MAX_SAFE_INTEGER).default(0) }),
      answer: json(
        z.object({
          events: z.array(chainEventSchema),
          head: headSchema.extend({ hash: z.string() }),
          next: z.number().int().nullable(),
        }),
      ),
      errors: ['not_found'],
      async handle({ params, query: { after } }) {
        const head = await store.head(params)
        if (head === null) throw new KnownError('not_found')
        const page = await store.chainPage(params, after, PAGE)
        const events = page.map(({ header, hash, salt, content }) => ({ header, hash, salt, content }))
        const reached = after + page.length
        const next = page.length > 0 && reached < head.version ? reached : null
        return { events, head: { version: head.version, hash: head.hash }, next }
      },
    }),
  ]
}
