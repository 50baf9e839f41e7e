import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorBodySchema, isErrorCode } from '../../core/protocol/errors.ts'
import { MAX_MESSAGE_BYTES } from '../../core/protocol/messages.ts'
import { ticketPayloads } from '../../core/ticket/commands.ts'
import { userPayloads } from '../../core/user/commands.ts'
import { startTestServer, type TestServer } from '../support/running-server.ts'
import { codeOf, SocketClient } from '../support/socket-client.ts'

let server: TestServer
let client: SocketClient
const ticket = randomUUID()

beforeAll(async () => {
  server = await startTestServer()
  await server.addPerson('mira')
  client = new SocketClient(server.address, { cookie: (await server.signedIn('mira')).cookie })
  await client.hello()
  await client.command('ticket', ticket, 'create_ticket', { title: 'A target', body: '' })
})
afterAll(async () => {
  client.close()
  await server.close()
})

/** Texts that are no good Unicode, or no good for anything. */
const wildText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '\ud800',
    'a\udfffb',
    '\0',
    '',
    ' ',
    '__proto__',
    'constructor',
    '1; DROP TABLE events',
    '😀'.repeat(300),
    'x'.repeat(25_000),
  ),
)
const wild = fc.oneof(
  wildText,
  fc.anything({ values: [wildText, fc.integer(), fc.double(), fc.boolean(), fc.constant(null)], maxDepth: 3 }),
)
const commandNames = [...Object.keys(ticketPayloads), ...Object.keys(userPayloads), 'reserve_assignment', 'drop_everything']
const almostCommand = fc.record(
  {
    id: fc.oneof(fc.uuid(), wild),
    aggregate: fc.oneof(
      fc.record({ type: fc.constantFrom('ticket', 'user', 'anchor'), id: fc.oneof(fc.constant(ticket), fc.uuid(), wild) }),
      wild,
    ),
    type: fc.oneof(fc.constantFrom(...commandNames), wild),
    payload: fc.oneof(
      fc.record(
        { title: wild, body: wild, label: wild, commentId: wild, assignee: wild, version: wild, priority: wild },
        { requiredKeys: [] },
      ),
      wild,
    ),
  },
  { requiredKeys: [] },
)
const almostSync = fc.record(
  {
    topic: fc.oneof(
      fc.constantFrom(
        'people',
        'list',
        'events',
        'list?state=never',
        'ticket:',
        'ticket:x',
        'list?sort=',
        'events?actor=me',
        `ticket:${ticket}`,
      ),
      wild,
    ),
    since: fc.oneof(fc.integer(), wild),
    limit: fc.oneof(fc.integer(), wild),
  },
  { requiredKeys: [] },
)
const message = fc.oneof(
  fc.tuple(fc.constant('command'), fc.oneof(almostCommand, wild)),
  fc.tuple(fc.constant('sync'), fc.oneof(almostSync, wild)),
  fc.tuple(fc.constantFrom('hello', 'nonsense', 'toString', 'delta'), wild),
)

/** An answer is as it should be: a typed error with a sentence, or what a good message gets. Never `internal`. */
function isWellAnswered(answer: unknown): boolean {
  const code = codeOf(answer)
  if (code === 'ok') return typeof answer === 'object' && answer !== null
  return isErrorCode(code) && code !== 'internal' && errorBodySchema.safeParse(answer).success
}

describe('whatever a client sends', () => {
  it('is answered with a typed error, nothing is stored of it, and the connection lives on', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 8, maxLength: 8 }), async messages => {
        const answers = await Promise.all(messages.map(([name, content]) => client.ask(name, content)))
        for (const answer of answers) expect(isWellAnswered(answer), JSON.stringify(answer)).toBe(true)
      }),
      { numRuns: 200 },
    )
    expect(client.socket.connected).toBe(true)
    expect((await client.hello()).me).toMatchObject({ name: 'mira' })
  }, 120_000)

  it('does no harm without an acknowledgement, or with something else in its place', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('hello', 'sync', 'command', 'unsync', 'presence'), wild, wild, async (name, content, other) => {
        const untyped: { emit(name: string, ...rest: unknown[]): unknown } = client.socket
        untyped.emit(name, content)
        untyped.emit(name, content, other)
        untyped.emit(name)
      }),
      { numRuns: 300 },
    )
    // What was sent last may still be under way, as much as one connection may have.
    await expect
      .poll(() =>
        client.hello().then(
          ({ me }) => me?.name,
          () => null,
        ),
      )
      .toBe('mira')
  })

  it('unknown topics, cursors and positions are named as such', async () => {
    expect(codeOf(await client.sync('ticket:nobody', 0))).toBe('unknown_topic')
    expect(codeOf(await client.sync('list', 'no cursor of ours'))).toBe('bad_cursor')
    expect(codeOf(await client.sync('events', 'no cursor of ours'))).toBe('bad_cursor')
    expect(codeOf(await client.sync('list', 7))).toBe('malformed')
    expect(codeOf(await client.sync(`ticket:${ticket}`, null))).toBe('malformed')
    expect(codeOf(await client.ask('hello', { protocol: 99, clientId: randomUUID() }))).toBe('protocol_mismatch')
  })

  it('may watch only so much', async () => {
    const greedy = new SocketClient(server.address)
    await greedy.hello()
    const answers = await Promise.all(Array.from({ length: 30 }, () => greedy.sync(`ticket:${randomUUID()}`, 0)))
    const more = [
      await greedy.sync(`ticket:${randomUUID()}`, 0),
      await greedy.sync(`ticket:${randomUUID()}`, 0),
      await greedy.sync(`ticket:${randomUUID()}`, 0),
    ]
    expect(answers.map(codeOf)).not.toContain('too_many_subscriptions')
    expect(codeOf(more.at(-1))).toBe('too_many_subscriptions')
    greedy.close()
  })

  it('closes only the connection of who sends more than fits', async () => {
    const large = new SocketClient(server.address)
    await large.hello()
    const closed = new Promise(resolve => large.socket.once('disconnect', resolve))
    large.socket.emit('unsync', { topic: 'x'.repeat(2 * MAX_MESSAGE_BYTES) })
    await closed
    expect((await client.hello()).me).toMatchObject({ name: 'mira' })
  })
})
