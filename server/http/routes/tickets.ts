import { z } from 'zod'
import { KnownError } from '../../../core/protocol/errors.ts'
import { timeSchema, uuidSchema } from '../../../core/protocol/text.ts'
import { ticketFilterSchema } from '../../../core/ticket/filter.ts'
import { ticketRowSchema } from '../../../core/ticket/row.ts'
import { ticketView, ticketViewSchema } from '../../../core/ticket/view.ts'
import { everybody } from '../access.ts'
import type { HttpDeps, TicketMoment } from '../deps.ts'
import { pageOf, pageQuery, pageRequest, wholeNumber } from '../paging.ts'
import { bare, defineRoute, json, queryOf, type Route } from '../route.ts'

const momentQuery = queryOf({ version: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional(), at: timeSchema.optional() }).refine(
  moment => moment.version === undefined || moment.at === undefined,
  'names either a version or a time, not both',
)

export function ticketRoutes({ store, tickets, readBarrier }: Pick<HttpDeps, 'store' | 'tickets' | 'readBarrier'>): readonly Route[] {
  async function idOf(idOrNumber: string): Promise<string | null> {
    if (!/^\d{1,15}$/.test(idOrNumber)) return idOrNumber
    await readBarrier()
    return store.readModels.ticketByNumber(Number(idOrNumber))
  }

  return [
    defineRoute({
      ...bare,
      method: 'GET',
      path: '/api/tickets',
      summary: 'Tickets that a filter finds',
      access: everybody,
      query: queryOf({ ...ticketFilterSchema.shape, ...pageQuery }),
      answer: json(pageOf(ticketRowSchema)),
      errors: ['bad_cursor', 'overloaded'],
      async handle({ query: { limit, cursor, ...filter } }) {
        await readBarrier()
        const { items, next } = await store.readModels.listTickets(filter, pageRequest({ limit, cursor }))
        return { items: [...items], next }
      },
    }),
    defineRoute({
      ...bare,
      method: 'GET',
      path: '/api/tickets/:idOrNumber',
      summary: 'A ticket as it is, or as it was at a version or a time',
      access: everybody,
      params: z.object({ idOrNumber: z.union([uuidSchema, z.string().regex(/^\d{1,15}$/)], 'must be a UUID or a number') }),
      query: momentQuery,
      answer: json(ticketViewSchema),
      errors: ['not_found', 'overloaded', 'history_damaged'],
      async handle({ params, query }) {
        const id = await idOf(params.idOrNumber)
        const found = id === null ? null : await tickets.at(id, momentOf(query))
        if (id === null || found === null)
          throw new KnownError('not_found', 'There is no such ticket, or it had not come to that version or time.')
        return ticketView(id, found.state, found.ticket, found.hash)
      },
    }),
    defineRoute({
      ...bare,
      method: 'GET',
      path: '/api/numbers/:number',
      summary: 'The id of the ticket with a number, also where its history doesn’t hold',
      access: everybody,
      params: z.object({ number: z.string().regex(/^\d{1,15}$/, 'must be a number') }),
      answer: json(z.object({ id: uuidSchema })),
      errors: ['not_found', 'overloaded'],
      async handle({ params }) {
        const id = await idOf(params.number)
        if (id === null) throw new KnownError('not_found', 'There is no ticket with this number.')
        return { id }
      },
    }),
    defineRoute({
      ...bare,
      method: 'GET',
      path: '/api/labels',
      summary: 'Labels in use, most used first',
      access: everybody,
      answer: json(z.object({ items: z.array(z.object({ label: z.string(), tickets: z.number().int() })) })),
      errors: ['overloaded'],
      async handle() {
        await readBarrier()
        return { items: [...(await store.readModels.labels())] }
      },
    }),
  ]
}

function momentOf({ version, at }: { readonly version?: number | undefined; readonly at?: string | undefined }): TicketMoment {
  if (version !== undefined) return { kind: 'version', version }
  return at === undefined ? { kind: 'now' } : { kind: 'time', at }
}
