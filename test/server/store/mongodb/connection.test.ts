import { inspect } from 'node:util'
import { Collection, Db, MongoClient, MongoCompatibilityError, MongoServerError } from 'mongodb'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { UnusableStore } from '../../../../server/store/errors.ts'
import { connect } from '../../../../server/store/mongodb/connection.ts'
import { openMongoChainScan } from '../../../../server/store/mongodb/mongo-chain-scan.ts'
import { openMongoStore, openMongoStoreReadOnly } from '../../../../server/store/mongodb/open-mongodb-store.ts'
import { startFaultProxy } from '../../../support/fault-proxy.ts'
import { mongoForTests, refusal } from './databases.ts'

describe('a connection', () => {
  const t = mongoForTests()
  afterEach(() => void vi.restoreAllMocks())

  test.each([
    'mongodb://u:12Secret',
    'mongodb://u:12Secret/desk?tls=perhaps',
    'mongodb://u:Sec/ret@127.0.0.1:1/desk',
    'mongodb://u:12/Secret@127.0.0.1:1/desk',
    'mongodb://u:12?Secret@127.0.0.1:1/desk',
    'mongodb://u:12?Secret@127.0.0.1:1/desk?w=1',
    'mongodb://u:12@34/Secret@127.0.0.1:1',
    'mongodb://u:Secret@Secret@127.0.0.1:1/desk',
    'mongodb://u:Secret%@127.0.0.1:1/desk',
    'mongodb://u:Secret@127.0.0.1:port/desk',
    'mongodb://u:Secret@127.0.0.1:1/desk?authMechanism=Secret',
    'mongodb://127.0.0.1:1/Secret%',
    'mongodb+srv://u:12Secret',
    'mongodb+srv://u:Secret@host:1/desk',
    'mysql://u:Secret@127.0.0.1:1/desk',
    'Secret',
  ])('refuses the address %s without repeating what may be its password', async address => {
    const error = await refusal(connect(address))
    expect(error).toBeInstanceOf(UnusableStore)
    expect(inspect(error, { depth: 10, showHidden: true }).replaceAll(/^ +at .*$/gm, '')).not.toMatch(/Sec|ret@/)
  })

  test('refuses a name and a password that the database doesn’t know', async () => {
    vi.spyOn(Db.prototype, 'command').mockRejectedValue(new MongoServerError({ code: 18, message: 'Authentication failed.' }))
    const error = await refusal(connect(t.server.freshUrl()))
    expect(error).toBeInstanceOf(UnusableStore)
    expect(String(error)).toMatch(/doesn’t accept the name and password/)
  })

  test.each([
    [openMongoStore, /needs the role readWrite on it/],
    [openMongoStoreReadOnly, /needs the role read on it/],
    [openMongoChainScan, /needs the role read on it/],
  ])('without the role that is needed is refused, and says which: %o', async (open, message) => {
    vi.spyOn(Collection.prototype, 'findOne').mockRejectedValue(
      new MongoServerError({ code: 13, message: 'not authorized on desk to execute command' }),
    )
    const error = await refusal(open({ url: t.server.freshUrl() }))
    expect(error).toBeInstanceOf(UnusableStore)
    expect(String(error)).toMatch(message)
  })

  test('is as new as the stand-in says, and refuses a database that is older than MongoDB 6.0', async () => {
    const url = t.server.freshUrl()
    await t.connection(url)
    const command = vi.spyOn(Db.prototype, 'command').mockResolvedValue({ ok: 1, maxWireVersion: 16, maxBsonObjectSize: 1e7 })
    expect(String(await refusal(connect(url)))).toMatch(/older than MongoDB 6\.0/)
    command.mockRejectedValue(new MongoCompatibilityError('Server at 127.0.0.1:1 reports maximum wire version 8'))
    expect(String(await refusal(connect(url)))).toMatch(/older than MongoDB 6\.0/)
    command.mockResolvedValue({ ok: 1, maxWireVersion: 17, maxBsonObjectSize: 1e7 })
    await t.connection(url)
  })

  test('is closed also where the database can’t be told any more', async () => {
    const connection = await connect(t.server.freshUrl())
    const close = vi.spyOn(MongoClient.prototype, 'close').mockImplementation(() => new Promise(() => {}))
    await connection.close()
    expect(close).toHaveBeenCalledOnce()
    expect(connection.closed.aborted).toBe(true)
    await expect(connection.ask(async () => 1)).rejects.toThrow('The store is closed.')
  })
  test('that is closed refuses what is under way at once, and is closed soon, also where the database says nothing', async () => {
    const url = t.server.freshUrl()
    const proxy = await startFaultProxy(Number(/:(\d+)\//.exec(url)?.[1]), () => 0)
    onTestFinished(() => proxy.close())
    const connection = await connect(url.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${proxy.port}`))
    const things = connection.collection('things')
    const count = () => connection.ask(() => things.countDocuments())
    await count()
    proxy.set({ drop: 1 })
    const refused = expect(count()).rejects.toThrow('The store is closed.')
    await expect.poll(() => proxy.counts.drop).toBeGreaterThan(0)
    let isClosed = false
    const begin = performance.now()
    const closing = connection.close().then(() => {
      isClosed = true
    })
    await refused
    expect(isClosed).toBe(false)
    await closing
    // The driver itself waits for twenty seconds.
    expect(performance.now() - begin).toBeLessThan(4000)
  })
})
