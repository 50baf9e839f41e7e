import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { PresenceState } from '../../core/protocol/messages.ts'
import { HttpClient } from '../support/http-client.ts'
import { codeOf, SocketClient } from '../support/socket-client.ts'
import { PASSWORD } from './cluster.ts'
import { oneCluster } from './setting.ts'

const t = oneCluster({ servers: 2, people: ['ada', 'mira', 'jon'] })

const SOON = { timeout: 20_000, interval: 50 }

/** A window of somebody, on one of the servers. */
async function windowOf(name: string, place: number) {
  const http = await t.cluster().signedIn(name, place)
  return { http, ...(await open(http.cookie, place)) }
}

async function open(cookie: string, place: number) {
  const client = new SocketClient(t.cluster().member(place).url, { cookie })
  const states: PresenceState[] = []
  client.socket.on('presence', state => states.push(state))
  await client.hello()
  t.after(() => client.close())
  return { client, states }
}

const create = (client: SocketClient, id: string = randomUUID()) =>
  client.command('ticket', id, 'create_ticket', { title: 'Shared', body: '' })

test('a change that is made through one server appears at whoever watches through another', async () => {
  const [mira, jon] = [await windowOf('mira', 0), await windowOf('jon', 1)]
  const id = randomUUID()
  expect(codeOf(await create(mira.client, id))).toBe('ok')
  expect(await jon.client.sync(`ticket:${id}`, 0)).toMatchObject({ head: { version: 1 }, caughtUp: true })
  await mira.client.command('ticket', id, 'add_comment', { commentId: randomUUID(), body: 'Do you see it?' })
  await expect.poll(() => jon.client.deltas.length, SOON).toBe(1)
  expect(jon.client.deltas[0]).toMatchObject({ topic: `ticket:${id}` })
})

test('signing out on one server ends the rights on another, in open windows too', async () => {
  const here = await windowOf('mira', 0)
  const there = await open(here.http.cookie, 1)
  expect(codeOf(await create(there.client))).toBe('ok')
  expect((await here.http.request('DELETE', '/api/session')).status).toBeLessThan(300)
  // At once, before that server can have heard of it.
  expect(codeOf(await create(there.client))).toBe('sign_in_required')
  await expect.poll(() => there.client.sessions.length, SOON).toBeGreaterThan(0)
  const elsewhere = await open(here.http.cookie, 1)
  expect(codeOf(await create(elsewhere.client))).toBe('sign_in_required')
})

test('people who look at a ticket through different servers see each other, and see who leaves', async () => {
  const [mira, ada] = [await windowOf('mira', 0), await windowOf('ada', 1)]
  const id = randomUUID()
  await create(mira.client, id)
  const topic = `ticket:${id}`
  for (const { client } of [mira, ada]) await client.sync(topic, 0)
  for (const { client } of [mira, ada]) client.socket.emit('presence', { topic, typing: false })
  const names = ({ states }: typeof mira) =>
    states
      .at(-1)
      ?.here.map(({ displayName }) => displayName)
      .sort()
  for (const window of [mira, ada]) await expect.poll(() => names(window), SOON).toEqual(['Ada', 'Mira'])
  mira.client.close()
  await expect.poll(() => names(ada), SOON).toEqual(['Ada'])
})

test('who is disabled through one server has no rights on any other', async () => {
  const [ada, jon] = [await windowOf('ada', 0), await windowOf('jon', 1)]
  const id = t.cluster().people.get('jon') ?? ''
  const second = await open(jon.http.cookie, 1)
  expect(codeOf(await ada.client.command('user', id, 'disable_user'))).toBe('ok')
  // At once, before that server can have heard of it.
  expect(codeOf(await create(jon.client))).toBe('sign_in_required')
  // A window that does nothing is told.
  await expect.poll(() => second.client.sessions, SOON).toEqual(['disabled'])
  const again = await jon.http.signIn('jon', PASSWORD)
  expect(again).toMatchObject({ status: 409, body: { error: { code: 'user_disabled' } } })
})

test('wrong passwords count on all servers', async () => {
  const [here, there] = [0, 1].map(place => new HttpClient(t.cluster().member(place).url))
  const guess = async (client: HttpClient | undefined) => codeOf((await client?.signIn('mira', 'a wrong password'))?.body)
  for (let n = 0; n < 5; n++) expect(await guess(here)).toBe('wrong_credentials')
  let taken = -1
  await expect.poll(() => ++taken >= 0 && guess(there), { timeout: 20_000, interval: 1000 }).toBe('too_many_attempts')
  // One that hadn't heard of the other would have taken five.
  expect(taken).toBeLessThan(5)
})
