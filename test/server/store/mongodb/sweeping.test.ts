import type { CommandStartedEvent } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { rebuildProjections } from '../../../../server/projections/rebuild.ts'
import type { Connection } from '../../../../server/store/mongodb/connection.ts'
import { openMongoReadModels } from '../../../../server/store/mongodb/mongo-read-models.ts'
import { openMongoStore } from '../../../../server/store/mongodb/open-mongodb-store.ts'
import { readModelCollections } from '../../../../server/store/mongodb/read-model-collections.ts'
import { PIECE, Sweeping } from '../../../../server/store/mongodb/sweeping.ts'
import { createTicket, keptLog, startRegistry } from '../../../support/world.ts'
import { mongoForTests } from './databases.ts'
import { dying, FATES, freshRows } from './rows.ts'

describe('rows that count no more', () => {
  const t = mongoForTests()

  test('are thrown away in the one step that begins others, whatever is lost after it', async () => {
    const url = await freshRows(t)
    const healthy = openMongoReadModels(await t.connection(url))
    await healthy.clear()
    await leave(await t.connection(url), 3)
    // Looking for the document and changing it is all that it takes.
    await openMongoReadModels(await dying(t, url, 3, 'gets lost')).clear()
  })

  test('are deleted a thousand at a time, and then no more looked for', async () => {
    const url = await freshRows(t)
    const connection = await t.connection(`${url}${url.includes('?') ? '&' : '?'}monitorCommands=true`)
    await leave(connection, 2 * PIECE + 500)
    const commands: CommandStartedEvent['command'][] = []
    connection.database.client.on('commandStarted', ({ command }) => commands.push(command))
    const sweeping = new Sweeping(connection)
    for (let n = 0; n < 4; n++) await sweeping.goOn(1)
    expect(await left(connection)).toBe(0)
    const deletes = commands.flatMap(command => (command.delete ? command.deletes : []))
    expect(deletes.map(({ q }) => q._id.$in.length)).toEqual([PIECE, PIECE, 500])
    const before = commands.length
    await sweeping.goOn(1)
    expect(commands).toHaveLength(before)
  })

  test('are deleted by another server where one dies at it', async () => {
    const url = await freshRows(t)
    const connection = await t.connection(url)
    for (const fate of FATES)
      for (let n = 1; n <= 5; n++) {
        await leave(connection, 3)
        const died = await new Sweeping(await dying(t, url, n, fate)).goOn(1).then(
          () => false,
          () => true,
        )
        expect(died).toBe(true)
        await new Sweeping(connection).goOn(1)
        expect(await left(connection)).toBe(0)
      }
  })

  test('of a generation that counts, or comes, stay', async () => {
    const connection = await t.connection(await freshRows(t))
    await leave(connection, 3, 2)
    await new Sweeping(connection).goOn(1)
    await new Sweeping(connection).goOn(2)
    expect(await left(connection)).toBe(3)
  })

  test('are gone when the lists were made anew', async () => {
    const url = t.server.freshUrl()
    const store = await openMongoStore({ url })
    const registry = startRegistry(store)
    await createTicket(registry)
    await registry.close()
    const connection = await t.connection(url)
    await leave(connection, 3)
    await rebuildProjections(store, keptLog())
    expect(await left(connection)).toBe(0)
    await store.close()
  })
})

/** Rows of texts that nobody writes any more. */
async function leave(connection: Connection, rows: number, generation = 0): Promise<void> {
  const { texts } = readModelCollections(connection)
  const ids = Array.from({ length: rows }, (_, n) => `left ${n}`)
  await texts.insertMany(ids.map(_id => ({ _id, generation, version: 1, ticket: 'left', words: [] })))
}

async function left(connection: Connection): Promise<number> {
  return readModelCollections(connection).texts.countDocuments({ ticket: 'left' })
}
