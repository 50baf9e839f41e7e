import { describe, expect, test } from 'vitest'
import { RowsBegunAnew } from '../../../../server/store/errors.ts'
import { openMongoReadModels } from '../../../../server/store/mongodb/mongo-read-models.ts'
import { type ReadModelChange, type ReadModels, TABLES } from '../../../../server/store/read-models.ts'
import { anchorRow, personRow, ticketRow, uuid } from '../../../contract/samples.ts'
import { putRows } from '../../../support/put-rows.ts'
import { mongoForTests } from './databases.ts'
import { dying, FATES, freshRows, sleeping } from './rows.ts'

const FIRST = { limit: 100, cursor: null }

describe('read models that several servers write', () => {
  const t = mongoForTests()
  const open = async (url: string) => openMongoReadModels(await t.connection(url))

  test('keep the newest row and text, in whichever order and by whomever they are written', async () => {
    const url = await freshRows(t)
    const servers = [await open(url), await open(url), await open(url)] as const
    for (let round = 1; round <= 5; round++) {
      const changes = [1, 2, 3, 4, 5, 6].map(version => change(round, version))
      await Promise.all(changes.map((made, i) => putRows(servers[(i * round) % 3] ?? servers[0], made)))
      for (const server of servers) await expectRows(server, round, 6)
    }
  })

  test('hold no row of a ticket without its texts, and no cursor before its rows, wherever a server dies', async () => {
    const url = await freshRows(t)
    const healthy = await open(url)
    let [finished, deaths] = [false, 0]
    for (let n = 1; !finished; n++) {
      for (const [i, fate] of FATES.entries()) {
        const ticket = n * 2 + i
        await putRows(healthy, change(ticket, 1))
        finished = await putRows(openMongoReadModels(await dying(t, url, n, fate)), change(ticket, 2)).then(
          () => true,
          () => false,
        )
        if (!finished) deaths++
        const isThere = (await healthy.cursor()) === change(ticket, 2).cursor
        if (finished) expect(isThere).toBe(true)
        const [row] = await healthy.tickets([uuid(ticket)])
        if (isThere) expect(row?.version).toBe(2)
        if (row?.version === 2) expect(await found(healthy, ticket, 2)).toEqual([uuid(ticket)])
        await putRows(healthy, change(ticket, 2))
        await expectRows(healthy, ticket, 2)
      }
    }
    expect(deaths).toBeGreaterThan(8)
  })

  test('are cleared in one step, wherever the server dies that clears them', async () => {
    const url = await freshRows(t)
    const healthy = await open(url)
    let [finished, cleared, kept] = [false, 0, 0]
    for (let n = 1; !finished; n++) {
      for (const fate of FATES) {
        await putRows(healthy, change(1, 3))
        finished = await openMongoReadModels(await dying(t, url, n, fate))
          .clear()
          .then(
            () => true,
            () => false,
          )
        if ((await healthy.cursor()) === null) {
          cleared++
          await expectNothing(healthy)
        } else {
          kept++
          await expectRows(healthy, 1, 3)
        }
        // What was there before is in nobody's way, though it may be of a later version.
        await healthy.clear()
        await expectNothing(healthy)
        await putRows(healthy, change(1, 1))
        await expectRows(healthy, 1, 1)
      }
    }
    expect(Math.min(cleared, kept)).toBeGreaterThan(0)
  })

  test('that are made anew can’t be written by a server that follows those before', async () => {
    const url = await freshRows(t)
    const [server, rebuild] = [await open(url), await open(url)]
    const before = await server.follow()
    await before.apply(change(1, 5))
    await rebuild.clear()
    // Whoever asks, it is not the one who writes.
    expect(await server.cursor()).toBeNull()
    for (const version of [6, 7]) await expect(before.apply(change(1, version))).rejects.toBeInstanceOf(RowsBegunAnew)
    await expectNothing(server)
    const anew = await server.follow()
    expect(anew.cursor).toBeNull()
    await anew.apply(change(1, 1))
    await expect(before.apply(change(1, 8))).rejects.toBeInstanceOf(RowsBegunAnew)
    await expectRows(rebuild, 1, 1)
  })

  test('that are made anew show nothing of what a server was about to write before', async () => {
    const url = await freshRows(t)
    const rebuild = await open(url)
    for (let n = 3; n <= 7; n++) {
      await rebuild.clear()
      const { connection, asleep, wake } = await sleeping(t, url, n)
      const refused = expect(putRows(openMongoReadModels(connection), change(1, 5))).rejects.toBeInstanceOf(RowsBegunAnew)
      await asleep
      await rebuild.clear()
      await putRows(rebuild, change(1, 1))
      wake()
      await refused
      await expectRows(rebuild, 1, 1)
      expect(await rebuild.cursor()).toBe(change(1, 1).cursor)
    }
  })

  test('never go back', async () => {
    const url = await freshRows(t)
    const [a, b] = [await open(url), await open(url)]
    await putRows(a, change(1, 4))
    await putRows(b, change(1, 3))
    expect(await b.cursor()).toBe(change(1, 4).cursor)
  })
})

/** What a page of the feed with a version of a ticket, a person and an anchor would lead to. */
function change(n: number, version: number): ReadModelChange {
  return {
    tickets: [ticketRow(n, { version, title: `Title ${version}`, labels: [`v${version}`] })],
    people: [personRow(n, { version, name: `name-${version}` })],
    anchors: [anchorRow(n, { version, fee: version })],
    texts: [{ ticket: uuid(n), source: 'ticket', text: `ticket${n} version${version}`, version }],
    cursor: String(n * 100 + version).padStart(16, '0'),
  }
}

async function found(readModels: ReadModels, n: number, version: number): Promise<readonly string[]> {
  const page = await readModels.listTickets({ sort: 'number', text: `ticket${n} version${version}` }, FIRST)
  return page.items.map(({ id }) => id)
}

async function expectRows(readModels: ReadModels, n: number, version: number): Promise<void> {
  const { tickets, people, anchors } = change(n, version)
  expect(await readModels.tickets([uuid(n)])).toEqual(tickets)
  expect(await readModels.people([uuid(n)])).toEqual(people)
  expect(await readModels.anchors([uuid(n)])).toEqual(anchors)
  expect(await found(readModels, n, version)).toEqual([uuid(n)])
  for (const other of [version - 1, version + 1]) expect(await found(readModels, n, other)).toEqual([])
}

async function expectNothing(readModels: ReadModels): Promise<void> {
  for (const name of TABLES) expect(await readModels.table(name, FIRST)).toMatchObject({ rows: [], total: 0 })
  expect(await readModels.tickets([uuid(1)])).toEqual([])
  expect(await readModels.countTickets({ sort: 'number' })).toEqual({ open: 0, solved: 0 })
  expect(await readModels.labels()).toEqual([])
  for (const version of [1, 2, 3, 4, 5, 6]) expect(await found(readModels, 1, version)).toEqual([])
}
