import { z } from 'zod'
import { ERRORS, type ErrorCode, errorBodySchema } from '../../core/protocol/errors.ts'
import { noBody, type Route } from './route.ts'

type Json = { readonly [key: string]: unknown }

/** The OpenAPI 3.1 description of the table of routes, made from the schemas that the server itself uses. */
export function openApi(routes: readonly Route[]): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const route of routes) {
    const path = route.path.replaceAll(/:([a-zA-Z]+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Sealdesk', version: '1', description: 'A live ticket tracker whose whole history anybody can check.' },
    paths,
    components: {
      schemas: { Error: jsonSchema(errorBodySchema, 'output') },
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'sealdesk_session' } },
    },
  }
}

/** Codes that any call of the route may be answered with, by what the route is. */
export function errorsOf(route: Route): readonly ErrorCode[] {
  const changing: readonly ErrorCode[] = route.method === 'GET' ? [] : ['foreign_origin']
  const withBody: readonly ErrorCode[] = route.body === noBody ? [] : ['bad_request', 'too_large', 'unsupported_media_type']
  const wellFormed: readonly ErrorCode[] = ['bad_request', 'malformed', 'too_long']
  return [
    ...new Set([
      ...route.access.errors,
      ...changing,
      ...withBody,
      ...wellFormed,
      ...route.errors,
      'store_unavailable',
      'internal',
    ] as const),
  ]
}

function operation(route: Route): Json {
  const { status, content } = route.answer
  return {
    operationId: operationId(route),
    summary: route.summary,
    ...(route.access.errors.length === 0 ? {} : { security: [{ session: [] }] }),
    ...parameters(route),
    ...(route.body === noBody
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(route.describedBody ?? route.body, 'input') } },
          },
        }),
    responses: {
      [status]: {
        description: 'Done',
        ...(content === null ? {} : { content: { [mediaType(content.type)]: { schema: jsonSchema(content.schema, 'output') } } }),
      },
      ...problems(errorsOf(route)),
    },
  }
}

function parameters(route: Route): Json {
  const all = [...properties(route.params, 'path'), ...properties(route.query, 'query')]
  return all.length === 0 ? {} : { parameters: all }
}

function properties(schema: z.ZodType, place: 'path' | 'query'): readonly Json[] {
  const { properties = {}, required = [] } = z
    .object({ properties: z.record(z.string(), z.unknown()).optional(), required: z.array(z.string()).optional() })
    .parse(jsonSchema(schema, 'input'))
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}

/** One answer for each status, with the codes that it may carry. */
function problems(codes: readonly ErrorCode[]): Json {
  const byStatus: Record<string, readonly ErrorCode[]> = {}
  for (const code of codes) byStatus[ERRORS[code].status] = [...(byStatus[ERRORS[code].status] ?? []), code]
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } }
  return Object.fromEntries(Object.entries(byStatus).map(([status, of]) => [status, { description: of.join(', '), content }]))
}

function operationId({ method, path }: Route): string {
  return `${method.toLowerCase()}${path.replaceAll(/[^a-zA-Z]+([a-zA-Z])/g, (_, letter: string) => letter.toUpperCase())}`
}

function mediaType(contentType: string): string {
  return contentType.split(';')[0] ?? contentType
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}
