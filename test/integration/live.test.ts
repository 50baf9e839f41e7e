import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ChainCheck } from '../../core/events/chain.ts'
import { parseHeader } from '../../core/events/header.ts'
import { startTestServer, type TestServer } from '../support/running-server.ts'
import { codeOf, SocketClient } from '../support/socket-client.ts'

let server: TestServer
let mira: string
let jon: string
const clients: SocketClient[] = []

beforeAll(async () => {
  server = await startTestServer()
  await server.addPerson('ada', 'admin')
  mira = await server.addPerson('mira')
  jon = await server.addPerson('jon')
})
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
})
afterAll(() => server.close())

async function connect(name: string | null): Promise<SocketClient> {
  const cookie = name === null ? '' : (await server.signedIn(name)).cookie
  const client = new SocketClient(server.address, { cookie })
  clients.push(client)
  await client.hello()
  return client
}

async function newTicket(by: SocketClient, title = 'A ticket'): Promise<string> {
  const id = randomUUID()
  expect(await by.command('ticket', id, 'create_ticket', { title, body: '' })).toMatchObject({ version: 1 })
  return id
}

const typesOf = (client: SocketClient) =>
  client.deltas.flatMap(delta => (delta.kind === 'chain' ? [parseHeader(delta.event.header).type] : []))

describe('two people and a guest', () => {
  it('each see what the others do, as events that continue the chain they hold', async () => {
    const [one, two, guest] = await Promise.all([connect('mira'), connect('jon'), connect(null)])
    const id = await newTicket(one)
    const topic = `ticket:${id}`
    for (const client of [one, two, guest])
      expect(await client.sync(topic, 0)).toMatchObject({ kind: 'chain', caughtUp: true, head: { version: 1 } })
    await two.command('ticket', id, 'add_comment', { commentId: randomUUID(), body: 'I see it' })
    await one.command('ticket', id, 'assign_ticket', { assignee: jon })
    await two.command('ticket', id, 'solve_ticket')
    for (const client of [one, two, guest]) {
      await expect.poll(() => typesOf(client)).toEqual(['comment_added', 'ticket_assigned', 'ticket_solved'])
      const first = await client.sync(topic, 0, 1)
      if (!('kind' in first) || first.kind !== 'chain') throw new Error('no page')
      const check = new ChainCheck({ origin: server.parts.origin, aggregate: { type: 'ticket', id } })
      const pushed = client.deltas.flatMap(delta => (delta.kind === 'chain' ? [delta.event] : []))
      for (const event of [...first.events, ...pushed]) expect(check.add(event)).toBeNull()
      expect(check.head.version).toBe(4)
    }
  })

  it('see lists, streams and people change', async () => {
    const [one, guest] = await Promise.all([connect('mira'), connect(null)])
    await guest.sync('list?state=open', null)
    await guest.sync('events?type=priority_set', null)
    await guest.sync('people', null)
    const id = await newTicket(one, 'Seen in a list')
    await one.command('ticket', id, 'set_priority', { priority: 'high' })
    await one.command('ticket', id, 'assign_ticket', { assignee: mira })
    await one.command('ticket', id, 'solve_ticket')
    await expect
      .poll(() => guest.deltas.filter(delta => delta.kind === 'list' && delta.row.id === id).at(-1))
      .toMatchObject({ row: { state: 'solved', priority: 'high' } })
    expect(guest.deltas.filter(delta => delta.kind === 'events')).toHaveLength(1)
    await expect
      .poll(() => guest.deltas.filter(delta => delta.kind === 'people').at(-1))
      .toMatchObject({ person: { id: mira, places: [] } })
  })
})

describe('a guest', () => {
  it('can change nothing, neither by the socket nor by HTTP', async () => {
    const one = await connect('mira')
    const id = await newTicket(one)
    const guest = await connect(null)
    expect(codeOf(await guest.command('ticket', id, 'solve_ticket'))).toBe('sign_in_required')
    expect(await server.guest().command('ticket', id, 'solve_ticket')).toMatchObject({
      status: 401,
      body: { error: { code: 'sign_in_required' } },
    })
    expect(await server.guest().get(`/api/tickets/${id}`)).toMatchObject({ status: 200, body: { state: 'open', version: 1 } })
  })
})

describe('somebody else’s comment', () => {
  it('and a comment of another ticket are refused, by socket and HTTP alike', async () => {
    const [one, two] = await Promise.all([connect('mira'), connect('jon')])
    const [ticket, other] = [await newTicket(one), await newTicket(one)]
    const commentId = randomUUID()
    await one.command('ticket', ticket, 'add_comment', { commentId, body: 'mine' })
    expect(codeOf(await two.command('ticket', ticket, 'edit_comment', { commentId, body: 'ours' }))).toBe('comment_author_only')
    expect(codeOf(await two.command('ticket', ticket, 'delete_comment', { commentId }))).toBe('comment_author_only')
    expect(codeOf(await one.command('ticket', other, 'edit_comment', { commentId, body: 'elsewhere' }))).toBe('comment_not_found')
    const http = await server.signedIn('jon')
    expect(await http.command('ticket', ticket, 'edit_comment', { commentId, body: 'ours' })).toMatchObject({
      status: 403,
      body: { error: { code: 'comment_author_only' } },
    })
    const own = await server.signedIn('mira')
    expect(await own.command('ticket', other, 'edit_comment', { commentId, body: 'x' })).toMatchObject({
      status: 404,
      body: { error: { code: 'comment_not_found' } },
    })
    expect(await one.command('ticket', ticket, 'edit_comment', { commentId, body: 'still mine' })).toMatchObject({ version: 3 })
  })
})

describe('the open-ticket limit', () => {
  it('holds over HTTP when twenty requests race', async () => {
    const kit = await server.addPerson('kit')
    const http = await server.signedIn('jon')
    const tickets = Array.from({ length: 20 }, () => randomUUID())
    await Promise.all(tickets.map(id => http.command('ticket', id, 'create_ticket', { title: 'Race', body: '' })))
    const answers = await Promise.all(tickets.map(id => http.command('ticket', id, 'assign_ticket', { assignee: kit })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3)
    for (const refused of answers.filter(({ status }) => status !== 200)) {
      expect(refused).toMatchObject({
        status: 409,
        body: { error: { code: 'open_ticket_limit', text: expect.stringContaining('already has 3 open tickets') } },
      })
    }
    const first = tickets[answers.findIndex(({ status }) => status === 200)] ?? ''
    await http.command('ticket', first, 'solve_ticket')
    const waiting = tickets[answers.findIndex(({ status }) => status !== 200)] ?? ''
    expect(await http.command('ticket', waiting, 'assign_ticket', { assignee: kit })).toMatchObject({ status: 200 })
  })
})

describe('a session that ends', () => {
  it('loses its rights at once on open sockets when the account is disabled', async () => {
    const sam = await server.addPerson('sam')
    const socket = await connect('sam')
    const id = await newTicket(socket)
    const admin = await server.signedIn('ada')
    expect(await admin.command('user', sam, 'disable_user')).toMatchObject({ status: 200 })
    expect(codeOf(await socket.command('ticket', id, 'solve_ticket'))).toBe('sign_in_required')
    await expect.poll(() => socket.sessions.length).toBeGreaterThan(0)
    expect(await socket.sync(`ticket:${id}`, 0)).toMatchObject({ kind: 'chain' })
  })

  it('loses them when the person signs out in another window', async () => {
    const http = await server.signedIn('jon')
    const socket = new SocketClient(server.address, { cookie: http.cookie })
    clients.push(socket)
    expect((await socket.hello()).me).toMatchObject({ name: 'jon' })
    expect(await http.request('DELETE', '/api/session')).toMatchObject({ status: 204 })
    await expect.poll(() => socket.sessions).toEqual(['signed_out'])
    expect(codeOf(await socket.command('ticket', randomUUID(), 'create_ticket', { title: 'x', body: '' }))).toBe('sign_in_required')
  })
})

describe('a page of another site', () => {
  it('gets no connection', async () => {
    const foreign = new SocketClient(server.address, { origin: 'https://evil.example' })
    clients.push(foreign)
    await expect(foreign.connected()).rejects.toThrow()
  })
})

describe('a reader that doesn’t keep up', () => {
  it('is told to pull instead of being pushed to, and has everything after pulling', async () => {
    const one = await connect('mira')
    const id = await newTicket(one)
    const slow = await connect(null)
    await slow.sync(`ticket:${id}`, 0)
    // The reader's network stands still: what the server writes stays with the server.
    const { ws } = slow.socket.io.engine.transport as unknown as {
      ws: { _socket?: import('node:net').Socket; pause?(): void; resume?(): void }
    }
    ws.pause?.()
    const body = 'x'.repeat(15_000)
    const comments = 1500
    for (let n = 0; n < comments; n += 30) {
      await Promise.all(Array.from({ length: 30 }, () => one.command('ticket', id, 'add_comment', { commentId: randomUUID(), body })))
    }
    ws.resume?.()
    await expect.poll(() => slow.behind, { timeout: 20_000 }).toEqual([`ticket:${id}`])
    expect(slow.deltas.length).toBeLessThan(comments)
    let since = 1 + slow.deltas.length
    for (;;) {
      const page = await slow.sync(`ticket:${id}`, since, 50)
      if (!('kind' in page) || page.kind !== 'chain') throw new Error('no page')
      since += page.events.length
      if (page.caughtUp) break
    }
    expect(since).toBe(1 + comments)
  })
})
