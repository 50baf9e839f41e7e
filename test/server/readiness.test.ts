import { expect, test } from 'vitest'
import { KnownError } from '../../core/protocol/errors.ts'
import { readiness } from '../../server/readiness.ts'
import { StoreUnavailable } from '../../server/store/errors.ts'
import { keptLog } from '../support/world.ts'

const leases = { anchors: true, lists: false }

async function readyAfter(caughtUp: () => Promise<void>, isUnderWay = false) {
  const log = keptLog()
  return { answer: await readiness({ projections: { caughtUp }, outage: { isUnderWay } }, () => leases, log), logged: log.entries.length }
}

test('a server is ready where its lists are up to date, and tells what it does for all', async () => {
  expect(await readyAfter(async () => {})).toEqual({ answer: { ok: true, leases }, logged: 0 })
})

test.each([[new StoreUnavailable('The store is closed.')], [new KnownError('overloaded', 'The lists are behind.')]])(
  'a server that isn’t ready says so in the sentence of %s',
  async error => {
    const { answer, logged } = await readyAfter(() => Promise.reject(error))
    expect([answer, logged]).toEqual([{ ok: false, why: error.message }, 0])
  },
)

test('a server whose store is known to be away says so at once', async () => {
  const { answer, logged } = await readyAfter(() => new Promise(() => {}), true)
  expect([answer, logged]).toEqual([{ ok: false, why: new StoreUnavailable().message }, 0])
})

test('what nobody planned for is told to the log alone', async () => {
  const { answer, logged } = await readyAfter(() => Promise.reject(new Error('ada:secret@db1 refused')))
  expect(JSON.stringify(answer)).not.toContain('secret')
  expect([answer, logged]).toEqual([{ ok: false, why: expect.stringContaining('log') }, 1])
})
