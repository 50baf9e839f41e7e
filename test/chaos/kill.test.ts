import { randomInt, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseHeader } from '../../core/events/header.ts'
import { rebuildProjections } from '../../server/projections/rebuild.ts'
import { openSqliteStore } from '../../server/store/sqlite/sqlite-store.ts'
import { HttpClient } from '../support/http-client.ts'
import { dumpReadModels } from '../support/read-model-dump.ts'
import { runCli, startServerProcess, temporaryFolder } from '../support/server-process.ts'
import { checkEveryChain, keptLog } from '../support/world.ts'

const KILLS = 20
const WRITERS = 64
const PASSWORD = 'correct horse battery'

type Acknowledged = { readonly ticket: string; readonly commandId: string; readonly version: number; readonly hash: string }

/** Sends one command after the other until the server is gone; keeps what was acknowledged. */
async function write(client: HttpClient, tickets: string[], people: readonly string[], acknowledged: Acknowledged[]): Promise<void> {
  for (;;) {
    const create = tickets.length < 20 || randomInt(20) === 0
    const ticket = create ? randomUUID() : (tickets[randomInt(tickets.length)] ?? '')
    const commandId = randomUUID()
    const choices: readonly [string, unknown][] = [
      ['add_comment', { commentId: randomUUID(), body: 'still here' }],
      ['assign_ticket', { assignee: people[randomInt(people.length)] }],
      ['solve_ticket', {}],
      ['reopen_ticket', {}],
      ['unassign_ticket', {}],
      ['add_label', { label: `label-${randomInt(30)}` }],
    ]
    const [name, payload] = create
      ? ['create_ticket', { title: 'Written while dying', body: '' }]
      : (choices[randomInt(choices.length)] ?? ['', {}])
    const answer = await client.command('ticket', ticket, name, payload, commandId).catch(() => null)
    if (answer === null) return
    if (answer.status !== 200) continue
    const { version, hash } = answer.body as { version: number; hash: string }
    acknowledged.push({ ticket, commandId, version, hash })
    if (create) tickets.push(ticket)
  }
}

describe(`a server that is killed ${KILLS} times during ${WRITERS} concurrent writers`, () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  const acknowledged: Acknowledged[] = []
  const people: string[] = []

  beforeAll(async () => {
    folder = await temporaryFolder()
    const added = await runCli(['user', 'add', 'ada', '--admin'], folder.path, { input: `${PASSWORD}\n` })
    expect(added).toMatchObject({ code: 0 })
    for (const name of ['mira', 'jon'])
      expect(await runCli(['user', 'add', name], folder.path, { input: `${PASSWORD}\n` })).toMatchObject({ code: 0 })
    const tickets: string[] = []
    for (let kill = 0; kill < KILLS; kill++) {
      const server = await startServerProcess(folder.path, { LOG_LEVEL: 'warn' })
      const client = new HttpClient(server.url)
      expect(await client.signIn('ada', PASSWORD)).toMatchObject({ status: 200 })
      if (people.length === 0) {
        const { body } = await client.get('/api/users')
        people.push(...(body as { items: { id: string }[] }).items.map(person => person.id))
      }
      const writers = Array.from({ length: WRITERS }, () => write(client, tickets, people, acknowledged))
      await wait(randomInt(150, 700))
      await server.kill()
      await Promise.all(writers)
    }
  }, 240_000)
  afterAll(() => folder.remove())

  it('has every acknowledged command once, every chain holds, the limit holds, and the lists equal a rebuild', async () => {
    const server = await startServerProcess(folder.path)
    const client = new HttpClient(server.url)
    for (const person of people) {
      const { body } = await client.get(`/api/tickets?state=open&assignee=${person}&limit=100`)
      expect((body as { items: unknown[] }).items.length).toBeLessThanOrEqual(3)
    }
    await server.stop()

    const store = await openSqliteStore({ file: join(folder.path, 'sealdesk.db') })
    expect(acknowledged.length).toBeGreaterThan(KILLS * 10)
    for (const { ticket, commandId, version, hash } of acknowledged) {
      const events = await store.outcome({ type: 'ticket', id: ticket }, commandId)
      expect(events.map(event => ({ version: parseHeader(event.header).version, hash: event.hash }))).toEqual([{ version, hash }])
    }
    const origin = await store.setting('origin')
    expect(await checkEveryChain(store, origin ?? '')).toBeGreaterThan(20)
    const followed = await dumpReadModels(store)
    await rebuildProjections(store, keptLog())
    expect(await dumpReadModels(store)).toEqual(followed)
    await store.close()
  }, 120_000)
})
