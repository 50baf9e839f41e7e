import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ERRORS } from '../../../core/protocol/errors.ts'
import { serveDesk } from './served-desk.ts'

const operation = z.object({
  operationId: z.string(),
  summary: z.string().min(1),
  parameters: z.array(z.object({ name: z.string(), in: z.enum(['path', 'query']), required: z.boolean(), schema: z.unknown() })).optional(),
  requestBody: z.object({ content: z.object({ 'application/json': z.object({ schema: z.unknown() }) }) }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string() })),
})
const description = z.object({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), operation)),
})

async function describeApi() {
  const desk = await serveDesk()
  const text = (await desk.get('/api/openapi.json')).body
  await desk.close()
  return { text, api: description.parse(JSON.parse(text)) }
}

describe('The description of the API', () => {
  test('names every route, with its parameters, its body and its errors', async () => {
    const { api } = await describeApi()
    const routes = Object.entries(api.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`),
    )
    expect(routes.sort()).toEqual([
      'DELETE /api/session',
      'GET /api/anchors',
      'GET /api/chains/{type}/{id}',
      'GET /api/checkpoint',
      'GET /api/consistency',
      'GET /api/events',
      'GET /api/events.json',
      'GET /api/events.ndjson',
      'GET /api/headers',
      'GET /api/labels',
      'GET /api/numbers/{number}',
      'GET /api/openapi.json',
      'GET /api/proofs/{type}/{id}',
      'GET /api/session',
      'GET /api/tables/{name}',
      'GET /api/tickets',
      'GET /api/tickets/{idOrNumber}',
      'GET /api/trust',
      'GET /api/users',
      'GET /api/users/{id}',
      'GET /healthz',
      'GET /readyz',
      'POST /api/anchors',
      'POST /api/commands',
      'POST /api/session',
      'POST /api/users',
      'PUT /api/session/password',
      'PUT /api/users/{id}/password',
    ])
    const list = api.paths['/api/tickets']?.get
    expect(list?.parameters?.find(({ name }) => name === 'limit')).toMatchObject({
      in: 'query',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 500 },
    })
    expect(api.paths['/api/tickets/{idOrNumber}']?.get?.parameters?.map(({ name }) => name)).toEqual(['idOrNumber', 'version', 'at'])
    const commands = api.paths['/api/commands']?.post
    expect(commands?.requestBody).toBeDefined()
    expect(commands?.responses['409']?.description).toContain('open_ticket_limit')
    expect(commands?.responses['401']?.description).toBe('sign_in_required')
  })

  test('gives every operation a name of its own', async () => {
    const { api } = await describeApi()
    const ids = Object.values(api.paths).flatMap(methods => Object.values(methods).map(({ operationId }) => operationId))
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('refers to nothing that isn’t in it', async () => {
    const { text } = await describeApi()
    const targets = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(match => match[1]?.split('/') ?? [])
    expect(targets.length).toBeGreaterThan(0)
    for (const target of targets) {
      let at: unknown = JSON.parse(text)
      for (const key of target) at = z.record(z.string(), z.unknown()).parse(at)[key]
      expect(at).toBeDefined()
    }
  })
})

describe('The documents', () => {
  test('list every error code with its status, and no other', async () => {
    const text = await readFile('docs/errors.md', 'utf8')
    const documented = [...text.matchAll(/^\| `([a-z_]+)` \| (\d{3}) \|/gm)].map(([, code, status]) => [code, Number(status)])
    expect(documented.sort()).toEqual(
      Object.entries(ERRORS)
        .map(([code, { status }]) => [code, status])
        .sort(),
    )
  })

  test('list every route, and no other', async () => {
    const { api } = await describeApi()
    const text = await readFile('docs/api.md', 'utf8')
    const documented = [...text.matchAll(/^\| `(GET|POST|PUT|DELETE) ([^`?]+)[^`]*` \|/gm)].map(([, method, path]) => `${method} ${path}`)
    const served = Object.entries(api.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`),
    )
    expect(documented.sort()).toEqual(served.sort())
  })
})
