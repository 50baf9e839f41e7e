import { z } from 'zod'
import { KnownError } from '../../../core/protocol/errors.ts'
import { everybody } from '../access.ts'
import type { HttpDeps } from '../deps.ts'
import { bare, defineRoute, json, type Route } from '../route.ts'

export function healthRoutes({ ready }: Pick<HttpDeps, 'ready'>): readonly Route[] {
  return [
    defineRoute({
      ...bare,
      method: 'GET',
      path: '/healthz',
      summary: 'The server is alive',
      access: everybody,
      answer: json(z.object({ status: z.literal('alive') })),
      handle: async () => ({ status: 'alive' as const }),
    }),
    defineRoute({
      ...bare,
      method: 'GET',
      path: '/readyz',
      summary: 'The store answers, and the lists are up to date',
      access: everybody,
      answer: json(z.object({ status: z.literal('ready'), leases: z.object({ anchors: z.boolean(), lists: z.boolean() }) })),
      errors: ['store_unavailable'],
      async handle() {
        const readiness = await ready()
        if (!readiness.ok) throw new KnownError('store_unavailable', readiness.why)
        return { status: 'ready' as const, leases: readiness.leases }
      },
    }),
  ]
}
