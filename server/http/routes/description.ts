import { z } from 'zod'
import { everybody } from '../access.ts'
import { openApi } from '../openapi.ts'
import { bare, defineRoute, json, type Route } from '../route.ts'

/** The description of a table of routes, this one included. */
export function descriptionRoute(table: readonly Route[]): Route {
  const route = defineRoute({
    ...bare,
    method: 'GET',
    path: '/api/openapi.json',
    summary: 'This description',
    access: everybody,
    answer: json(z.record(z.string(), z.unknown())),
    handle: async () => description,
  })
  const description = openApi([...table, route])
  return route
}
