import { randomInt, randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { openMongoStore } from '../../server/store/mongodb/open-mongodb-store.ts'
import { codeOf } from '../support/socket-client.ts'
import { readChain } from '../support/world.ts'
import { chaos } from './chaos.ts'
import { startCluster } from './cluster.ts'
import { seriesOfClusters } from './setting.ts'

const IS_FULL = process.env.CHAOS === 'full'
/** In full by `npm run chaos`: that takes minutes. */
const SIZE = IS_FULL
  ? { windows: 300, follows: 4, seconds: 60, perSecond: 12, times: 4 }
  : { windows: 16, follows: 20, seconds: 8, perSecond: 4, times: 4 }
const SEED = Number(process.env.SEED ?? randomInt(2 ** 31))

/**
 * As shares of all that is sent in either direction, by turns. What is dropped takes its time, since a server waits 20 s for an answer: in the
 * short run that is for a test of its own.
 */
const FAULTS = [{ delay: 0.05, cut: 0.01 }, { half: 0.01, cut: 0.005 }, { delay: 0.02, drop: IS_FULL ? 0.001 : 0 }, {}]

const t = seriesOfClusters()

test(`${SIZE.windows} people on three servers, between which and the database messages are delayed, cut, half delivered${IS_FULL ? ' and dropped' : ''} (SEED=${SEED})`, async () => {
  const cluster = await chaos({
    seed: SEED,
    ...SIZE,
    keep: t.keep,
    faultsFrom: SEED,
    async happen({ members }, time) {
      for (const { proxy } of members) proxy?.set(FAULTS[time % FAULTS.length] ?? {})
      if (time === FAULTS.length - 1) for (const { proxy } of members) proxy?.cutAll()
    },
  })
  const counts = cluster.members.map(({ proxy }) => proxy?.counts)
  console.log(`faults by server: ${JSON.stringify(counts)}`)
  for (const kind of ['delay', 'cut', 'half'] as const)
    expect(counts.reduce((sum, count) => sum + (count?.[kind] ?? 0), 0)).toBeGreaterThan(0)
})

test('a command whose way to the database swallows everything is refused or carried out; sent again, it is there once', async () => {
  const cluster = t.keep(await startCluster({ servers: 1, people: ['ada'], faultsFrom: SEED }))
  const { proxy } = cluster.member(0)
  const ada = await cluster.signedIn('ada', 0)
  const ticket = randomUUID()
  const [create, comment] = [randomUUID(), randomUUID()]
  expect(await ada.command('ticket', ticket, 'create_ticket', { title: 'Swallowed', body: '' }, create)).toMatchObject({ status: 200 })
  const say = () => ada.command('ticket', ticket, 'add_comment', { commentId: comment, body: 'Once' }, comment)
  proxy?.set({ drop: 1 })
  const first = say()
  await expect.poll(() => proxy?.counts.drop, { interval: 20 }).toBeGreaterThan(0)
  proxy?.set({})
  const answer = await first
  expect(['ok', 'store_unavailable']).toContain(codeOf(answer.body))
  await expect.poll(async () => (await say()).status, { timeout: 120_000 }).toBe(200)
  const store = await openMongoStore({ url: cluster.storeUrl })
  expect(await readChain(store, 'ticket', ticket)).toHaveLength(2)
  await store.close()
})

test('a server whose way to the database swallows everything stops within seconds', async () => {
  const cluster = t.keep(await startCluster({ servers: 1, people: ['ada'], faultsFrom: SEED }))
  const ada = await cluster.signedIn('ada', 0)
  const { proxy, stop, output } = cluster.member(0)
  proxy?.set({ drop: 1 })
  const refused = ada.command('ticket', randomUUID(), 'create_ticket', { title: 'Swallowed', body: '' }).catch(() => null)
  await expect.poll(() => proxy?.counts.drop, { interval: 20 }).toBeGreaterThan(0)
  const begin = performance.now()
  expect(await stop()).toBe(0)
  // It asks for five seconds whether the database is there, and waits for nothing else that only that could end.
  expect(performance.now() - begin).toBeLessThan(10_000)
  expect(output()).toContain('stops without the store')
  await refused
})
