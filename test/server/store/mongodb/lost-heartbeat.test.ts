import { Socket } from 'node:net'
import { MongoClient } from 'mongodb'
import { expect, onTestFinished, test, vi } from 'vitest'
import { StoreUnavailable } from '../../../../server/store/errors.ts'
import { startFaultProxy } from '../../../support/fault-proxy.ts'
import { mongoForTests } from './databases.ts'

const t = mongoForTests()

/** Ends the connection over which the driver sends its next heartbeat, in the very moment in which it does. */
function loseNextHeartbeat() {
  const used = new WeakSet<Socket>()
  let isArmed = false
  let lost = 0
  const { write } = Socket.prototype
  vi.spyOn(Socket.prototype, 'write').mockImplementation(function (this: Socket, ...args: unknown[]) {
    const [piece] = args
    const isHello = piece instanceof Uint8Array && /hello|ismaster/i.test(Buffer.from(piece).toString('latin1'))
    // The first one on a connection only introduces the driver.
    if (isHello && used.has(this) && isArmed && lost === 0) {
      lost += 1
      this.destroy()
    }
    if (isHello) used.add(this)
    return Reflect.apply(write, this, args)
  })
  onTestFinished(() => void vi.restoreAllMocks())
  return {
    arm() {
      isArmed = true
    },
    lost: () => lost,
  }
}

/** A connection by way of a proxy that can cut it off, and a heartbeat that gets lost on it. */
async function afterLostHeartbeat() {
  const heartbeats = loseNextHeartbeat()
  const url = t.server.freshUrl()
  const proxy = await startFaultProxy(Number(/:(\d+)\//.exec(url)?.[1]), () => 0)
  onTestFinished(() => proxy.close())
  const { ask, collection } = await t.connection(url.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${proxy.port}`))
  const things = collection<{ _id: number }>('things')
  await ask(() => things.insertOne({ _id: 1 }))
  heartbeats.arm()
  // The driver asks every 10 s.
  await expect.poll(heartbeats.lost, { timeout: 30_000 }).toBe(1)
  const count = () => ask(() => things.countDocuments()).catch(() => null)
  return { proxy, count, insert: (_id: number) => ask(() => things.insertOne({ _id })) }
}

test('a database is found again though the driver waits for ever for a heartbeat whose connection ended as it was sent', async () => {
  const { proxy, count, insert } = await afterLostHeartbeat()
  proxy.cutAll()
  await expect(insert(2)).rejects.toBeInstanceOf(StoreUnavailable)
  await expect.poll(count, { timeout: 60_000 }).toBe(1)
  await insert(3)
})

test('… also where the driver can’t close what it has, and the database comes back later', async () => {
  const { proxy, count, insert } = await afterLostHeartbeat()
  const connects = vi.spyOn(MongoClient.prototype, 'connect')
  const close = vi.spyOn(MongoClient.prototype, 'close').mockImplementation(() => new Promise(() => {}))
  await t.server.kill()
  proxy.cutAll()
  // A client of the driver whose first attempt has failed never makes another one.
  await expect.poll(async () => [await count(), connects.mock.calls.length > 1], { timeout: 60_000 }).toEqual([null, true])
  expect(close).toHaveBeenCalled()
  close.mockRestore()
  await t.server.restart()
  await expect.poll(count, { timeout: 60_000 }).toBe(1)
  await insert(3)
})
