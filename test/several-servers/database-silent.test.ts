import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { oneCluster } from './setting.ts'

const t = oneCluster({ servers: 2, people: ['ada'], inTurn: true })

/** A request that never comes to its end. */
async function halfRequest(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  t.after(() => socket.destroy())
  await once(socket, 'connect')
  await new Promise<void>(resolve => socket.write('POST /api/commands HTTP/1.1\r\nhost: sealdesk\r\n', () => resolve()))
}

test('where the database falls silent, servers that are asked to stop do so within seconds, whatever they hold and whoever keeps them, and say nothing after that they stop', async () => {
  const { database, members, signedIn } = t.cluster()
  const ada = [await signedIn('ada', 0), await signedIn('ada', 1)]
  const create = () => ada.map(person => person.command('ticket', randomUUID(), 'create_ticket', { title: 'A ticket', body: '' }))
  for (const answer of await Promise.all(create())) expect(answer).toMatchObject({ status: 200 })
  expect(await ada[0]?.request('POST', '/api/anchors')).toMatchObject({ status: 200 })

  database.pause()
  t.after(() => database.goOn())
  const refused = create()
  for (const { port } of members) await halfRequest(port)
  const asked = performance.now()
  expect(await Promise.all(members.map(({ stop }) => stop()))).toEqual([0, 0])
  // It is asked for five seconds whether it is there; nobody waits for anything else of it. Docker ends by force what takes ten.
  expect(performance.now() - asked).toBeLessThan(10_000)
  for (const answer of await Promise.all(refused)) expect(answer).toMatchObject({ status: 503 })
  for (const { output } of members) expect(output().trim().split('\n').at(-1)).toContain('stops without the store')
})
