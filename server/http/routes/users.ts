import { z } from 'zod'
import { roleSchema } from '../../../core/aggregate/command.ts'
import { KnownError } from '../../../core/protocol/errors.ts'
import { filledText, hashSchema, LIMITS, nameSchema, uuidSchema } from '../../../core/protocol/text.ts'
import { type PersonRow, personRowSchema } from '../../../core/user/row.ts'
import { administrator, everybody } from '../access.ts'
import type { HttpDeps } from '../deps.ts'
import { pageOf, pageQuery, pageRequest } from '../paging.ts'
import { bare, defineRoute, json, nothing, queryOf, type Route } from '../route.ts'

const openTicketSchema = z.object({ id: uuidSchema, number: z.number().int(), title: z.string().nullable() })
const personSchema = personRowSchema.omit({ places: true }).extend({ openTickets: z.array(openTicketSchema) })
type Person = z.infer<typeof personSchema>

const newPersonSchema = z.strictObject({
  id: uuidSchema.optional(),
  name: nameSchema,
  displayName: filledText(LIMITS.displayName),
  role: roleSchema,
  password: z.string().max(1024).optional(),
})

type Needs = Pick<HttpDeps, 'store' | 'accounts' | 'readBarrier'>

export function userRoutes({ store, accounts, readBarrier }: Needs): readonly Route[] {
  async function withOpenTickets(people: readonly PersonRow[]): Promise<Person[]> {
    const ids = [...new Set(people.flatMap(({ places }) => places.map(({ ticket }) => ticket)))]
    const found = new Map((await store.readModels.tickets(ids)).map(row => [row.id, row]))
    return people.map(({ places, ...row }) => {
      // A place may be reserved for a ticket that is only about to be assigned: shown is what is really open with this person.
      const rows = places
        .flatMap(({ ticket }) => found.get(ticket) ?? [])
        .filter(({ state, assignee }) => state === 'open' && assignee === row.id)
      return { ...row, openTickets: rows.map(({ id, number, title }) => ({ id, number, title })) }
    })
  }

  return [
    defineRoute({
      ...bare,
      method: 'GET',
      path: '/api/users',
      summary: 'People by name, with their open tickets',
      access: everybody,
      query: queryOf(pageQuery),
      answer: json(pageOf(personSchema)),
      errors: ['bad_cursor', 'overloaded'],
      async handle({ query }) {
        await readBarrier()
        const { items, next } = await store.readModels.listPeople(pageRequest(query))
        return { items: await withOpenTickets(items), next }
      },
    }),
    defineRoute({
      ...bare,
      method: 'GET',
      path: '/api/users/:id',
      summary: 'A person, with their open tickets',
      access: everybody,
      params: z.object({ id: uuidSchema }),
      answer: json(personSchema),
      errors: ['not_found', 'overloaded'],
      async handle({ params }) {
        await readBarrier()
        const [found] = await withOpenTickets(await store.readModels.people([params.id]))
        if (found === undefined) throw new KnownError('not_found', 'There is no such person.')
        return found
      },
    }),
    defineRoute({
      ...bare,
      method: 'POST',
      path: '/api/users',
      summary: 'Create a person; with a password they can sign in. Sent again with the same id, it happens once',
      access: administrator,
      body: newPersonSchema,
      answer: json(z.object({ id: uuidSchema, version: z.number().int(), hash: hashSchema }), 201),
      errors: ['name_taken', 'not_in_this_state', 'conflict', 'overloaded'],
      handle: ({ me, body: { id = null, password = null, ...names } }) =>
        accounts.createUser({ ...names, id, password }, { type: 'user', id: me.id, role: me.role }),
    }),
    defineRoute({
      ...bare,
      method: 'PUT',
      path: '/api/users/:id/password',
      summary: 'Set a person’s password; their sessions end',
      access: administrator,
      params: z.object({ id: uuidSchema }),
      body: z.strictObject({ password: z.string().max(1024) }),
      answer: nothing,
      errors: ['not_found', 'overloaded'],
      handle: ({ params, body }) => accounts.setPassword(params.id, body.password),
    }),
  ]
}
