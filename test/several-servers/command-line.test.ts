import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ROOT, runCli, startServerProcess } from '../support/server-process.ts'
import { PASSWORD } from './cluster.ts'
import { oneCluster } from './setting.ts'

const t = oneCluster({ servers: 2, people: ['ada'], env: { ANCHOR_SECONDS: '0' } })

function sealdesk(args: readonly string[], input?: string) {
  const { folder, env } = t.cluster()
  return runCli(args, folder, { env, ...(input === undefined ? {} : { input }) })
}

async function createTicket(place: number): Promise<void> {
  const ada = await t.cluster().signedIn('ada', place)
  const { status } = await ada.command('ticket', randomUUID(), 'create_ticket', { title: 'Beside the command line', body: '' })
  expect(status).toBe(200)
}

async function listed(place: number): Promise<number> {
  const { body } = await (await t.cluster().signedIn('ada', place)).get('/api/tickets?limit=100')
  return typeof body === 'object' && body !== null && 'items' in body && Array.isArray(body.items) ? body.items.length : -1
}

test('people are added beside running servers, and can sign in at any of them', async () => {
  expect(await sealdesk(['user', 'add', 'jon'], `${PASSWORD}\n`)).toMatchObject({ code: 0, stdout: 'jon can sign in.\n' })
  await t.cluster().signedIn('jon', 0)
  await t.cluster().signedIn('jon', 1)
})

test('issues are imported beside running servers, whose lists show them', async () => {
  const before = await listed(1)
  const { code, stdout } = await sealdesk(['import', 'github', join(ROOT, 'test/fixtures/github-issues.json')])
  expect([code, stdout]).toEqual([0, expect.stringMatching(/\d+ tickets? imported/)])
  const imported = Number(/(\d+) tickets? imported/.exec(stdout)?.[1])
  for (const place of [0, 1]) await expect.poll(() => listed(place), { timeout: 20_000 }).toBe(before + imported)
})

test('lists are made anew beside running servers, which show the same afterwards', async () => {
  await createTicket(0)
  const before = await listed(0)
  expect(await sealdesk(['rebuild'])).toMatchObject({ code: 0, stdout: expect.stringContaining('made anew') })
  for (const place of [0, 1]) await expect.poll(() => listed(place), { timeout: 20_000 }).toBe(before)
})

test('anchoring at once is done by whichever server anchors', async () => {
  await createTicket(1)
  expect(await sealdesk(['anchor', 'now'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Anchor \d+ is recorded[\s\S]*It is in block/),
  })
})

test('a store is checked, and a proof exported, beside running servers', async () => {
  const out = join(t.cluster().folder, 'ticket-1.proof.json')
  expect(await sealdesk(['verify-store'])).toMatchObject({ code: 0, stdout: expect.stringContaining('holds: everything that was checked') })
  expect(await sealdesk(['export', '1', '--out', out])).toMatchObject({ code: 0 })
})

test('what is for files says so, and a copy waits for the servers to be stopped', async () => {
  const { folder, storeUrl } = t.cluster()
  for (const line of [
    ['backup', join(folder, 'b.db')],
    ['restore', join(folder, 'b.db')],
  ])
    expect(await sealdesk(line), line[0]).toMatchObject({ code: 2, stderr: expect.stringContaining('not a file') })
  const copy = await sealdesk(['copy', '--from', storeUrl, '--to', `sqlite:${join(folder, 'copy.db')}`])
  expect(copy).toMatchObject({ code: 2, stderr: expect.stringMatching(/server/) })
})

test('a further server with another limit of open tickets serves, and says that it differs', async () => {
  const { folder, env } = t.cluster()
  const server = await startServerProcess(folder, { ...env, OPEN_TICKET_LIMIT: '5' })
  t.after(() => server.kill())
  expect(server.output()).toContain('give all servers the same')
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
})

test('of all servers one makes epochs and anchors, and one writes the lists: “/readyz” and “health” say which', async () => {
  const { folder, members } = t.cluster()
  const readySchema = z.object({ leases: z.object({ anchors: z.boolean(), lists: z.boolean() }) })
  const held = async () => {
    const all = await Promise.all(members.map(async ({ url }) => readySchema.parse(await (await fetch(`${url}/readyz`)).json()).leases))
    return [all.filter(({ anchors }) => anchors).length, all.filter(({ lists }) => lists).length]
  }
  await expect.poll(held, { timeout: 20_000 }).toEqual([1, 1])
  for (const { port } of members) {
    const { stdout } = await runCli(['health'], folder, { env: { PORT: String(port) } })
    expect(stdout).toMatch(/ is ready\. (It|Another server) (makes|writes) /)
  }
})
