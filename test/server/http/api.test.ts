import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ChainCheck } from '../../../core/events/chain.ts'
import type { Me } from '../../../core/protocol/messages.ts'
import { accepted, ORIGIN, SYSTEM, toTicket, toUser } from '../../support/world.ts'
import { PASSWORD, sender } from '../accounts/desk.ts'
import { idOf, problemOf, type ServedDesk, serveDesk } from './served-desk.ts'

let desk: ServedDesk
let ada: Me
let root: Me
beforeEach(async () => {
  desk = await serveDesk()
  ada = await desk.person('ada')
  root = await desk.person('root', 'admin')
})
afterEach(() => desk.close())

const page = z.object({ items: z.array(z.record(z.string(), z.unknown())), next: z.string().nullable() })
const items = async (url: string) => page.parse((await desk.get(url)).json()).items

async function ticket(title: string): Promise<string> {
  const id = randomUUID()
  accepted(await desk.bus.execute(toTicket(id, 'create_ticket', { title, body: `Body of ${title}` }), sender(ada)))
  return id
}

describe('POST /api/commands', () => {
  const create = {
    id: randomUUID(),
    aggregate: { type: 'ticket', id: randomUUID() },
    type: 'create_ticket',
    payload: { title: 'Hot', body: '' },
  }

  test('carries a command out once, and answers it twice the same', async () => {
    const cookie = await desk.signIn('ada')
    const first = await desk.send('POST', '/api/commands', create, cookie)
    expect(first.statusCode).toBe(200)
    expect(first.json()).toMatchObject({ version: 1 })
    expect((await desk.send('POST', '/api/commands', create, cookie)).json()).toEqual(first.json())
    expect(await items('/api/tickets')).toHaveLength(1)
  })

  test('is not for guests', async () => {
    expect(problemOf(await desk.send('POST', '/api/commands', create))).toMatchObject({ status: 401, code: 'sign_in_required' })
    expect(await items('/api/tickets')).toEqual([])
  })

  test.each([
    ['an unknown command', { type: 'explode_ticket' }, 422, 'malformed', 'type'],
    ['a title that is too long', { payload: { title: 'x'.repeat(201), body: '' } }, 422, 'too_long', 'title'],
    ['a lone surrogate', { payload: { title: '\ud800', body: '' } }, 422, 'malformed', 'title'],
    ['a malformed id', { aggregate: { type: 'ticket', id: 'no' } }, 422, 'malformed', 'aggregate.id'],
    ['a ticket that isn’t there', { type: 'solve_ticket', payload: {} }, 404, 'not_found', undefined],
    [
      'a right that is missing',
      { aggregate: { type: 'user', id: randomUUID() }, type: 'create_user', payload: { name: 'eve', displayName: 'Eve', role: 'admin' } },
      403,
      'not_allowed',
      undefined,
    ],
    [
      'a command of the exchange',
      { aggregate: { type: 'user', id: randomUUID() }, type: 'reserve_assignment', payload: {} },
      422,
      'malformed',
      'type',
    ],
  ])('refuses %s by its code and field', async (_, change, status, code, field) => {
    const answer = await desk.send('POST', '/api/commands', { ...create, id: randomUUID(), ...change }, await desk.signIn('ada'))
    expect(problemOf(answer)).toEqual({ status, code, field })
  })

  test('refuses a name that somebody has', async () => {
    const command = { id: randomUUID(), aggregate: { type: 'user', id: ada.id }, type: 'rename_user', payload: { name: 'root' } }
    expect(problemOf(await desk.send('POST', '/api/commands', command, await desk.signIn('ada')))).toEqual({
      status: 409,
      code: 'name_taken',
      field: 'name',
    })
  })

  test('refuses a disabled person at once', async () => {
    const cookie = await desk.signIn('ada')
    accepted(await desk.bus.execute(toUser(ada.id, 'disable_user'), SYSTEM))
    expect(problemOf(await desk.send('POST', '/api/commands', create, cookie))).toMatchObject({ code: 'sign_in_required' })
  })
})

describe('Tickets', () => {
  test('are listed as soon as they are acknowledged, filtered and page by page', async () => {
    for (let n = 1; n <= 5; n++) await ticket(`Ticket ${n}`)
    const first = page.parse((await desk.get('/api/tickets?sort=number&limit=3')).json())
    expect(first.items.map(({ number }) => number)).toEqual([5, 4, 3])
    const rest = await items(`/api/tickets?sort=number&limit=3&cursor=${encodeURIComponent(first.next ?? '')}`)
    expect(rest.map(({ number }) => number)).toEqual([2, 1])
    expect(await items('/api/tickets?state=solved')).toEqual([])
    expect(await items('/api/tickets?text=ticket')).toHaveLength(5)
  })

  test('are found by id and by number, as they are and as they were', async () => {
    const id = await ticket('Before')
    const { events } = accepted(await desk.bus.execute(toTicket(id, 'edit_ticket', { title: 'After' }), sender(ada)))
    const commentId = randomUUID()
    accepted(await desk.bus.execute(toTicket(id, 'add_comment', { commentId, body: 'Looking.' }), sender(ada)))
    const now = (await desk.get('/api/tickets/1')).json()
    expect(now).toMatchObject({
      id,
      number: 1,
      state: 'open',
      title: 'After',
      author: ada.id,
      version: 3,
      comments: [{ id: commentId, body: 'Looking.' }],
    })
    expect((await desk.get(`/api/tickets/${id}`)).json()).toEqual(now)
    expect((await desk.get(`/api/tickets/${id}?version=1`)).json()).toMatchObject({ title: 'Before', version: 1, comments: [] })
    expect((await desk.get(`/api/tickets/1?version=2`)).json()).toMatchObject({ title: 'After', hash: events[0]?.hash })
    expect((await desk.get('/api/tickets/1?at=2100-01-01T00:00:00.000Z')).json()).toEqual(now)
    expect(problemOf(await desk.get('/api/tickets/1?at=2000-01-01T00:00:00.000Z'))).toMatchObject({ status: 404, code: 'not_found' })
    expect(problemOf(await desk.get('/api/tickets/1?version=4'))).toMatchObject({ status: 404, code: 'not_found' })
  })

  test('leave out deleted comments', async () => {
    const id = await ticket('One')
    const commentId = randomUUID()
    accepted(await desk.bus.execute(toTicket(id, 'add_comment', { commentId, body: 'Oops' }), sender(ada)))
    accepted(await desk.bus.execute(toTicket(id, 'delete_comment', { commentId }), sender(ada)))
    expect((await desk.get(`/api/tickets/${id}`)).json()).toMatchObject({ comments: [] })
  })

  test.each([
    ['/api/tickets?asignee=none', 'malformed'],
    ['/api/tickets?state=closed', 'malformed'],
    ['/api/tickets?state=open&state=solved', 'malformed'],
    ['/api/tickets?limit=0', 'malformed'],
    ['/api/tickets?limit=501', 'malformed'],
    ['/api/tickets?limit=1e2', 'malformed'],
    ['/api/tickets?cursor=made-up', 'bad_cursor'],
    ['/api/tickets/1?version=1&at=2026-01-01T00:00:00.000Z', 'malformed'],
    ['/api/tickets/one', 'malformed'],
    ['/api/tickets/99', 'not_found'],
    [`/api/tickets/${randomUUID()}`, 'not_found'],
  ])('%s is %s', async (url, code) => {
    expect(problemOf(await desk.get(url)).code).toBe(code)
  })
})

test('Labels in use are counted', async () => {
  for (const title of ['One', 'Two'])
    accepted(await desk.bus.execute(toTicket(await ticket(title), 'add_label', { label: 'bug' }), sender(ada)))
  expect((await desk.get('/api/labels')).json()).toEqual({ items: [{ label: 'bug', tickets: 2 }] })
})

describe('People', () => {
  test('are listed with their open tickets, and with no solved one', async () => {
    const [open, solved] = [await ticket('Open'), await ticket('Solved')]
    for (const id of [open, solved]) accepted(await desk.bus.execute(toTicket(id, 'assign_ticket', { assignee: ada.id }), sender(ada)))
    accepted(await desk.bus.execute(toTicket(solved, 'solve_ticket'), sender(ada)))
    const openTickets = [{ id: open, number: 1, title: 'Open' }]
    expect((await items('/api/users')).map(({ name, openTickets }) => ({ name, openTickets }))).toEqual([
      { name: 'ada', openTickets },
      { name: 'root', openTickets: [] },
    ])
    expect((await desk.get(`/api/users/${ada.id}`)).json()).toMatchObject({
      displayName: 'ada',
      role: 'member',
      state: 'active',
      openTickets,
    })
    expect(problemOf(await desk.get(`/api/users/${randomUUID()}`))).toMatchObject({ status: 404, code: 'not_found' })
  })

  test('are created by administrators, once, and can sign in', async () => {
    const body = { id: randomUUID(), name: 'bob', displayName: 'Bob', role: 'member', password: PASSWORD }
    expect(problemOf(await desk.send('POST', '/api/users', body))).toMatchObject({ status: 401 })
    expect(problemOf(await desk.send('POST', '/api/users', body, await desk.signIn('ada')))).toMatchObject({
      status: 403,
      code: 'not_allowed',
    })
    const cookie = await desk.signIn('root')
    const created = await desk.send('POST', '/api/users', body, cookie)
    expect([created.statusCode, idOf(created)]).toEqual([201, body.id])
    expect((await desk.send('POST', '/api/users', body, cookie)).json()).toEqual(created.json())
    expect(problemOf(await desk.send('POST', '/api/users', { ...body, id: randomUUID() }, cookie))).toMatchObject({
      status: 409,
      code: 'name_taken',
      field: 'name',
    })
    expect(await desk.signIn('bob')).toContain('sealdesk_session=')
  })

  test('get a new password from an administrator, which ends their sessions', async () => {
    const adas = await desk.signIn('ada')
    const body = { password: 'another good password' }
    expect(problemOf(await desk.send('PUT', `/api/users/${ada.id}/password`, body, adas))).toMatchObject({ code: 'not_allowed' })
    const roots = await desk.signIn('root')
    expect((await desk.send('PUT', `/api/users/${ada.id}/password`, body, roots)).statusCode).toBe(204)
    expect((await desk.get('/api/session', adas)).json()).toEqual({ guest: true })
    expect(problemOf(await desk.send('PUT', `/api/users/${ada.id}/password`, { password: 'short' }, roots))).toEqual({
      status: 422,
      code: 'malformed',
      field: 'password',
    })
  })
})

describe('Events', () => {
  test('come newest first, by actor, aggregate and type, also as events.json', async () => {
    const id = await ticket('One')
    accepted(await desk.bus.execute(toTicket(id, 'solve_ticket'), sender(root)))
    const all = await items('/api/events')
    expect(all.map(({ type }) => type)).toEqual(['ticket_solved', 'ticket_created', 'user_created', 'user_created'])
    expect(await items('/api/events.json')).toEqual(all)
    expect(await items(`/api/events?actor=${ada.id}`)).toEqual([all[1]])
    expect(await items(`/api/events?aggregate=ticket:${id}&type=ticket_solved`)).toEqual([all[0]])
    expect(all[1]).toMatchObject({
      aggregate: { type: 'ticket', id },
      version: 1,
      actor: { type: 'user', id: ada.id },
      facts: { number: 1 },
      content: { title: 'One' },
    })
    expect(problemOf(await desk.get('/api/events?cursor=made-up')).code).toBe('bad_cursor')
    expect(problemOf(await desk.get('/api/events?aggregate=ticket')).code).toBe('malformed')
  })

  test('stream as lines, all of them, oldest first', async () => {
    for (let n = 0; n < 30; n++) await ticket(`Ticket ${n}`)
    const answer = await desk.get('/api/events.ndjson')
    expect(answer.headers['content-type']).toBe('application/x-ndjson; charset=utf-8')
    const lines = answer.body.trimEnd().split('\n')
    expect(lines).toHaveLength(32)
    const types = lines.map(line => z.object({ type: z.string() }).parse(JSON.parse(line)).type)
    expect(types.slice(0, 3)).toEqual(['user_created', 'user_created', 'ticket_created'])
    expect((await desk.call({ method: 'HEAD', url: '/api/events.ndjson' })).statusCode).toBe(405)
  })

  test('stream as nothing from an empty store', async () => {
    const empty = await serveDesk()
    const answer = await empty.get('/api/events.ndjson')
    expect([answer.statusCode, answer.body]).toEqual([200, ''])
    await empty.close()
  })
})

describe('Chains', () => {
  const chain = z.object({
    events: z.array(z.object({ header: z.string(), hash: z.string(), salt: z.string().nullable(), content: z.string().nullable() })),
    head: z.object({ version: z.number(), hash: z.string() }),
    next: z.number().nullable(),
  })

  test('are given in their exact texts, page by page, and check', async () => {
    const id = await ticket('Long')
    const comment = () => desk.bus.execute(toTicket(id, 'add_comment', { commentId: randomUUID(), body: 'More' }), sender(ada))
    await Promise.all(Array.from({ length: 1000 }, comment))
    for (let n = 0; n < 5; n++) await comment()
    const check = new ChainCheck({ origin: ORIGIN, aggregate: { type: 'ticket', id } })
    let pages = 0
    for (let after: number | null = 0; after !== null; pages++) {
      const { events, head, next } = chain.parse((await desk.get(`/api/chains/ticket/${id}?after=${after}`)).json())
      for (const event of events) expect(check.add(event)).toBeNull()
      expect(head.version).toBe(check.head.version + (next === null ? 0 : head.version - next))
      after = next
    }
    expect(pages).toBeGreaterThan(1)
    expect(check.head.version).toBeGreaterThan(1000)
    expect(check.finish()).toBeNull()
  })

  test.each([
    [`/api/chains/ticket/${randomUUID()}`, 'not_found'],
    [`/api/chains/planet/${randomUUID()}`, 'malformed'],
    ['/api/chains/ticket/1', 'malformed'],
    [`/api/chains/ticket/${randomUUID()}?after=-1`, 'malformed'],
  ])('%s is %s', async (url, code) => {
    expect(problemOf(await desk.get(url)).code).toBe(code)
  })
})

test('Read models are shown as tables', async () => {
  await ticket('One')
  const table = z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.unknown())), total: z.number() })
  const { columns, rows, total } = table.parse((await desk.get('/api/tables/tickets')).json())
  expect(total).toBe(1)
  expect(rows[0]?.[columns.indexOf('number')]).toBe(1)
  expect(problemOf(await desk.get('/api/tables/sessions'))).toMatchObject({ status: 422, code: 'malformed', field: 'name' })
})

describe('Health', () => {
  test('is told as alive and ready', async () => {
    expect((await desk.get('/healthz')).json()).toEqual({ status: 'alive' })
    expect((await desk.get('/readyz')).json()).toEqual({ status: 'ready', leases: { anchors: true, lists: false } })
  })

  test('says why the server isn’t ready', async () => {
    const late = await serveDesk({ ready: async () => ({ ok: false, why: 'The lists are behind.' }) })
    const answer = await late.get('/readyz')
    expect([answer.statusCode, answer.json()]).toEqual([503, { error: { code: 'store_unavailable', text: 'The lists are behind.' } }])
    await late.close()
  })
})
