import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { HAS_MONGO, type MongoServer, NO_MONGO, startMongo } from '../support/mongodb.ts'
import { emptyPlace, type Place, shownBlocks } from './documented-steps.ts'

vi.setConfig({ testTimeout: 600_000, hookTimeout: 300_000 })

const PASSWORD = 'correct horse battery\n'
const HOLDS = /holds: everything that was checked is as it must be/
const NETWORK_RUNS = /A development network is at/
const SERVES = /Sealdesk is at/
const IN_BLOCKS = /in blocks that the network has/
/** A server may have made it by itself just before. */
const ANCHORED = /anchor \d+[^\n]*\nIt is in block/i
const ANCHORED_AGAIN = /anchor (?!1\b)\d+[^\n]*\nIt is in block/i

let database: MongoServer
const places: Place[] = []

beforeAll(async () => {
  if (HAS_MONGO) database = await startMongo()
})
beforeEach(({ skip }) => skip(!HAS_MONGO, NO_MONGO))
afterEach(async () => {
  for (const place of places.splice(0)) await place.close()
})
afterAll(() => database?.close())

async function freshPlace(): Promise<Place> {
  const place = await emptyPlace()
  places.push(place)
  return place
}

/** Blocks, each of which is taken once and in its turn. */
async function stepsOf(title: string) {
  const left = [...(await shownBlocks(title))]
  return {
    next(): string {
      const block = left.shift()
      if (block === undefined) throw new Error(`“${title}” has no further step`)
      return block
    },
    expectDone: () => expect(left).toEqual([]),
  }
}

/** Runs a block line by line: each must be done, and say what is expected of it. */
async function done(place: Place, block: string, ...says: readonly RegExp[]): Promise<void> {
  const lines = block.split('\n')
  expect(lines).toHaveLength(says.length)
  for (const [nth, line] of lines.entries()) {
    const { code, stdout, stderr } = await place.run(line)
    // Without what its log says in between.
    const said = `${stdout}${stderr}`.replace(/^\{"level".*\n/gm, '')
    expect({ code, said }, line).toEqual({ code: 0, said: expect.stringMatching(says[nth] ?? /^$/) })
  }
}

/** The two files of the first two steps: the address that is pasted is the stand-in's. */
async function writeFiles(place: Place, steps: Awaited<ReturnType<typeof stepsOf>>): Promise<void> {
  expect(await place.run(steps.next(), `${database.freshUrl()}\n`)).toEqual({ code: 0, stdout: '', stderr: '' })
  expect((await stat(join(place.path, 'store.url'))).mode & 0o777).toBe(0o600)
  await done(place, steps.next(), /^$/)
}

test('a new desk is two servers on one database, an administrator and a line of anchors', async () => {
  const place = await freshPlace()
  const steps = await stepsOf('A new desk, step by step')
  await writeFiles(place, steps)
  await place.start(steps.next(), NETWORK_RUNS)
  expect(await place.run(steps.next(), PASSWORD)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('ada can sign in, and is an administrator'),
  })
  await place.start(steps.next(), SERVES)
  await place.start(steps.next(), SERVES)
  await done(place, steps.next(), /is ready/, /is ready/, ANCHORED)
  steps.expectDone()
})

test('a log moves from a file to MongoDB and back, and its line of anchors goes on each time', async () => {
  const place = await freshPlace()
  expect(await place.run('npx sealdesk user add ada --admin', PASSWORD)).toMatchObject({ code: 0 })
  const source = await place.start('DEMO=off PORT=3001 npx sealdesk serve', SERVES)
  await source.stop()
  await done(place, 'npx sealdesk anchor now', ANCHORED)

  await writeFiles(place, await stepsOf('A new desk, step by step'))
  const there = await stepsOf('To MongoDB')
  await done(place, there.next(), HOLDS)
  const network = await place.start(there.next(), NETWORK_RUNS)
  await done(place, there.next(), IN_BLOCKS)
  const servers = [await place.start(there.next(), SERVES), await place.start(there.next(), SERVES)]
  expect(await place.run('env $(cat desk.env) npx sealdesk user add jon', PASSWORD)).toMatchObject({ code: 0 })
  await done(place, there.next(), /is ready/, /is ready/, ANCHORED_AGAIN)
  there.expectDone()

  for (const started of [...servers, network]) await started.stop()
  const back = await stepsOf('Back to a file')
  await done(place, back.next(), HOLDS)
  await done(place, back.next(), /^$/)
  expect(await place.run('STORE_URL=sqlite:./back/sealdesk.db npx sealdesk user add mira', PASSWORD)).toMatchObject({ code: 0 })
  await done(place, back.next(), IN_BLOCKS, /Anchor \d+ is recorded[\s\S]*It is in block/)
  await place.start(back.next(), SERVES)
  await done(place, back.next(), /is ready/)
  back.expectDone()
})

test('of a backup, the development network’s file has to be as old as the log: neither older nor newer', async () => {
  const place = await freshPlace()
  const DESK = 'env $(cat desk.env) npx sealdesk'
  const BACKUP = 'STORE_URL=sqlite:./backup/sealdesk.db npx sealdesk'
  const steps = await stepsOf('A new desk, step by step')
  await writeFiles(place, steps)
  const startNetwork = steps.next()
  const add = async (sealdesk: string, name: string) =>
    expect(await place.run(`${sealdesk} user add ${name}`, PASSWORD)).toMatchObject({ code: 0 })

  let network = await place.start(startNetwork, NETWORK_RUNS)
  await add(DESK, 'ada')
  await done(place, `${DESK} anchor now`, ANCHORED)
  await network.stop()
  await done(place, 'STORE_URL_FILE=store.url npx sealdesk copy --to sqlite:./backup/sealdesk.db', HOLDS)
  await done(place, 'cp network/dev-chain older', /^$/)
  network = await place.start(startNetwork, NETWORK_RUNS)
  await add(DESK, 'jon')
  await done(place, `${DESK} anchor now`, ANCHORED_AGAIN)
  await network.stop()

  network = await place.start(startNetwork.replace('network/dev-chain', 'older'), NETWORK_RUNS)
  await add(DESK, 'mira')
  expect(await place.run(`${DESK} anchor now`)).toMatchObject({ code: 1, stderr: expect.stringContaining('an older copy of it') })
  await network.stop()
  await place.start(startNetwork, NETWORK_RUNS)
  await done(place, `${DESK} anchor now`, ANCHORED_AGAIN)

  await add(BACKUP, 'mira')
  await done(place, 'cp network/dev-chain backup/sealdesk.db.dev-chain', /^$/)
  expect(await place.run(`${BACKUP} anchor now`)).toMatchObject({ code: 1, stderr: expect.stringMatching(/The seal \S+ was spent by/) })
  await done(place, 'cp older backup/sealdesk.db.dev-chain', /^$/)
  await done(place, `${BACKUP} anchor now`, ANCHORED_AGAIN)
})
