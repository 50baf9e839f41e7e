import { z } from 'zod'
import { TABLES } from '../../store/read-models.ts'
import { everybody } from '../access.ts'
import type { HttpDeps } from '../deps.ts'
import { pageQuery, pageRequest } from '../paging.ts'
import { bare, defineRoute, json, queryOf, type Route } from '../route.ts'

const tableSchema = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
  total: z.number().int(),
  next: z.string().nullable(),
})

export function tableRoutes({ store, readBarrier }: Pick<HttpDeps, 'store' | 'readBarrier'>): readonly Route[] {
  return [
    defineRoute({
      ...bare,
      method: 'GET',
      path: '/api/tables/:name',
      summary: 'A read model as it lies in the store',
      access: everybody,
      params: z.object({ name: z.enum(TABLES) }),
      query: queryOf(pageQuery),
      answer: json(tableSchema),
      errors: ['bad_cursor', 'overloaded'],
      async handle({ params, query }) {
        await readBarrier()
        const { columns, rows, total, next } = await store.readModels.table(params.name, pageRequest(query))
        return { columns: [...columns], rows: rows.map(row => [...row]), total, next }
      },
    }),
  ]
}
