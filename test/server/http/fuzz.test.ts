import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ERRORS, errorBodySchema } from '../../../core/protocol/errors.ts'
import { ticketPayloads } from '../../../core/ticket/commands.ts'
import { userPayloads } from '../../../core/user/commands.ts'
import { PASSWORD } from '../accounts/desk.ts'
import { type ServedDesk, serveDesk } from './served-desk.ts'

/** Together well over a thousand generated requests; fast-check prints the seed of a run that fails. */
const RUNS = 600

let desk: ServedDesk
let member: string
let expired: string
beforeAll(async () => {
  desk = await serveDesk()
  await desk.person('ada')
  expired = await desk.signIn('ada')
  desk.clock.now += 31 * 24 * 3600_000
  member = await desk.signIn('ada')
})
afterAll(() => desk.close())

/** An error with a known code, under its own status, and never the server's fault. */
function expectTypedError(answer: LightMyRequestResponse): void {
  const { error } = errorBodySchema.parse(answer.json())
  expect(answer.statusCode).toBe(ERRORS[error.code].status)
  expect(answer.statusCode, answer.body).toBeLessThan(500)
  expect(error.text).not.toBe('')
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
}

const count = async () => (await desk.get('/api/events?limit=500')).json().items.length

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('\ud800', '\0', '', '__proto__', 'x'.repeat(30_000), '‮', '../..'),
)
const scalar = fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), fc.constant(null))
const anything = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 4 }),
  fc.dictionary(text, scalar, { maxKeys: 4 }),
  fc.json().map(json => JSON.parse(json)),
)
const cookie = fc.constantFrom(
  undefined,
  () => member,
  () => expired,
  () => 'sealdesk_session=forged',
  () => `sealdesk_session=${'A'.repeat(43)}`,
)
const headersOf = (session: (() => string) | undefined) => (session === undefined ? {} : { cookie: session() })

const types = [...Object.keys(ticketPayloads), ...Object.keys(userPayloads), 'explode', '__proto__', 'constructor', 'reserve_assignment']
const badCommand = fc.oneof(
  // A well-formed envelope with a payload of the wrong shape.
  fc.record({
    id: fc.uuid(),
    aggregate: fc.record({ type: fc.constantFrom('ticket', 'user'), id: fc.uuid() }),
    type: fc.constantFrom(...types),
    payload: anything,
  }),
  // Pieces of an envelope.
  fc.record(
    { id: anything, aggregate: anything, type: fc.oneof(text, fc.constantFrom(...types)), payload: anything },
    { requiredKeys: [] },
  ),
  anything,
)

describe('However bad a request is, it gets a typed error', () => {
  test('as a command of any shape, from anybody, and nothing is stored', async () => {
    const before = await count()
    await fc.assert(
      fc.asyncProperty(badCommand, cookie, async (command, session) => {
        const payload = JSON.stringify(command)
        const headers = { ...headersOf(session), 'content-type': 'application/json' }
        expectTypedError(await desk.call({ method: 'POST', url: '/api/commands', headers, payload }))
      }),
      { numRuns: RUNS },
    )
    expect(await count()).toBe(before)
  })

  test('as a body of any bytes, under any content type', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map(array => Buffer.from(array)),
      fc.json().map(json => Buffer.from(json.slice(0, -1))),
      fc.json().map(json => Buffer.from(json, 'utf16le')),
      fc.constant(Buffer.alloc(1024 * 1024 + 1, 0x20)),
      fc.constant(Buffer.from('['.repeat(50_000))),
      fc.constant(Buffer.from(`{"a":${'9'.repeat(5000)}}`)),
    )
    const kind = fc.constantFrom(
      'application/json',
      'application/json; charset=utf-16',
      'text/plain',
      'application/xml',
      'x',
      '',
      'application/json,text/plain',
    )
    const target = fc.constantFrom(
      ['POST', '/api/session'],
      ['POST', '/api/commands'],
      ['POST', '/api/users'],
      ['PUT', '/api/session/password'],
      ['PUT', `/api/users/${randomUUID()}/password`],
    ) satisfies fc.Arbitrary<readonly string[]>
    await fc.assert(
      fc.asyncProperty(bytes, kind, target, cookie, async (payload, type, [method, url], session) => {
        const headers = { ...headersOf(session), 'content-type': type }
        expectTypedError(await desk.call({ method: method === 'PUT' ? 'PUT' : 'POST', url: url ?? '/', headers, payload }))
      }),
      { numRuns: RUNS },
    )
  })

  test('as an address with any query', async () => {
    const key = fc.constantFrom(
      'state',
      'assignee',
      'label',
      'text',
      'sort',
      'limit',
      'cursor',
      'actor',
      'aggregate',
      'type',
      'version',
      'at',
      'after',
      '__proto__',
      'x',
    )
    const path = fc.constantFrom(
      '/api/tickets',
      '/api/tickets/1',
      '/api/users',
      '/api/events',
      `/api/chains/ticket/${randomUUID()}`,
      '/api/tables/tickets',
      '/api/labels',
      '/api/numbers/1',
      '/healthz',
    )
    const value = fc.oneof(
      text.map(encodeOrEscape),
      fc.constantFrom('%', '%ff', '%00', '%ED%A0%80', '&&=', '1&limit=2', '-1', '1e9', '9'.repeat(40)),
    )
    await fc.assert(
      fc.asyncProperty(path, fc.array(fc.tuple(key, value), { minLength: 1, maxLength: 3 }), async (path, pairs) => {
        const answer = await desk.get(`${path}?${pairs.map(pair => pair.join('=')).join('&')}`)
        // Some filters are good ones: then the answer has been held against its schema.
        if (answer.statusCode !== 200) expectTypedError(answer)
      }),
      { numRuns: RUNS },
    )
  })

  test('as any path, with any method', async () => {
    const part = fc.oneof(
      fc.constantFrom('api', 'tickets', 'users', 'chains', 'events', 'session', '..', '.', '', 'ticket', '%2e%2e', '%00', '%zz'),
      text.map(encodeOrEscape),
    )
    const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...methods), fc.array(part, { maxLength: 5 }), cookie, async (method, parts, session) => {
        const answer = await desk.call({ method, url: `/api/${parts.join('/')}`, headers: headersOf(session) })
        // “..” may lead out of the API, to the pages.
        const isPage = String(answer.headers['content-type']).startsWith('text/html')
        if (answer.statusCode >= 300 && !isPage) expectTypedError(answer)
      }),
      { numRuns: RUNS },
    )
  })

  test('as credentials of any kind', async () => {
    const name = fc.oneof(text, fc.constantFrom('ada', 'ADA', 'root'))
    const password = fc.oneof(text, fc.constantFrom(`${PASSWORD} `, PASSWORD.slice(1)))
    await fc.assert(
      fc.asyncProperty(name, password, async (name, password) => {
        // Long enough for every attempt to be looked at.
        desk.clock.now += 15 * 60_000
        expectTypedError(await desk.send('POST', '/api/session', { name, password }))
      }),
      { numRuns: RUNS },
    )
  })

  test('and the server is as well as before', async () => {
    expect((await desk.get('/api/session', await desk.signIn('ada'))).json()).toMatchObject({ user: { name: 'ada' } })
    expect(desk.logged.filter(line => line.includes('"level":"error"'))).toEqual([])
  })
})

/** Percent-encodes what can be; leaves the rest for the server to refuse. */
function encodeOrEscape(value: string): string {
  return encodeURIComponent(value.slice(0, 3000).replaceAll(/\p{Surrogate}/gu, '%ED%A0%80'))
}
