import { describe, expect, it } from 'vitest'
import { MemoryTables } from '../../../../client/proof/memory/memory-tables.ts'
import { SeenThings } from '../../../../client/proof/memory/seen-things.ts'
import { hash, LOG_KEY, ORIGIN, SmallLog } from './log-at-two-times.ts'

const TICKET = { type: 'ticket', id: 'a' }
const head = (version: number, fill = version) => ({ version, hash: hash(fill), header: `header ${version}` })
const seal = (n: number) => `${hash(n)}:1`
const trust = { origin: ORIGIN, logKey: LOG_KEY, genesisSeal: `${hash(1)}:0`, network: 'dev' } as const

function start() {
  const clock = { now: 0 }
  const tables = new MemoryTables()
  return { clock, tables, seen: new SeenThings(tables, () => clock.now++) }
}

describe('what a browser has seen', () => {
  it('keeps the highest head of each history, and never a lower one', async () => {
    const { seen } = start()
    for (const version of [3, 5, 4]) expect(await seen.rememberHead(TICKET, head(version))).toBeNull()
    expect(await seen.head(TICKET)).toMatchObject({ what: head(5), since: '1970-01-01T00:00:00.001Z' })
  })

  it('answers with the head it has where another event of the same version comes, and keeps it', async () => {
    const { seen } = start()
    await seen.rememberHead(TICKET, head(5))
    expect(await seen.rememberHead(TICKET, head(5, 9))).toEqual(head(5))
    expect((await seen.head(TICKET))?.what).toEqual(head(5))
  })

  it('lets go of the oldest heads and bundles, so that it stays small', async () => {
    const { seen, tables } = start()
    for (let number = 0; number < 5_300; number++) await seen.rememberHead({ type: 'ticket', id: String(number) }, head(1))
    const heads = await tables.all('heads')
    expect(heads.length).toBeGreaterThanOrEqual(5_000)
    expect(heads.length).toBeLessThan(5_100)
    expect(await seen.head({ type: 'ticket', id: '5299' })).not.toBeNull()
    expect(await seen.head({ type: 'ticket', id: '0' })).toBeNull()
    for (let number = 0; number < 60; number++) await seen.rememberBundle({ type: 'ticket', id: String(number) }, '{}', trust.genesisSeal)
    expect(await tables.all('bundles')).toHaveLength(50)
  })

  it('keeps the trust file of the first visit, whatever comes later', async () => {
    const { seen } = start()
    await seen.rememberTrust(trust)
    const later = await seen.rememberTrust({ ...trust, origin: 'other.test' })
    expect(later).toEqual({ what: trust, since: '1970-01-01T00:00:00.000Z' })
    expect(await seen.trust()).toEqual(later)
  })

  it('keeps the largest checkpoint', async () => {
    const { seen } = start()
    const log = await SmallLog.of(['one', 'two', 'three'])
    for (const size of [2, 3, 1]) await seen.rememberCheckpoint(await log.checkpoint(size))
    expect((await seen.checkpoint())?.what).toBe(await log.checkpoint(3))
  })

  it('gives seals only for the line that they are of', async () => {
    const { seen } = start()
    await seen.rememberSeals(trust, trust.genesisSeal, [{ seal: seal(2), distance: 4 }])
    expect(await seen.seals(ORIGIN, trust.genesisSeal)).toEqual([{ seal: seal(2), place: 5 }])
    expect(await seen.seals(ORIGIN, seal(3))).toEqual([])
    expect(await seen.seals('other.test', trust.genesisSeal)).toEqual([])
  })

  it('keeps the newest seal when an older part of the line is verified, and places each by the one that it follows upon', async () => {
    const { seen } = start()
    await seen.rememberSeals(trust, trust.genesisSeal, [{ seal: seal(9), distance: 8 }])
    await seen.rememberSeals(trust, trust.genesisSeal, [{ seal: seal(3), distance: 2 }])
    await seen.rememberSeals(trust, seal(9), [{ seal: seal(12), distance: 3 }])
    await seen.rememberSeals(trust, seal(77), [{ seal: seal(78), distance: 1 }])
    expect(await seen.seals(ORIGIN, trust.genesisSeal)).toEqual([3, 9, 12].map(place => ({ seal: seal(place), place })))
    await seen.forgetSeals()
    expect(await seen.seals(ORIGIN, trust.genesisSeal)).toEqual([])
  })

  it('takes a record that it can’t read, of another version of the page, as none', async () => {
    const { seen, tables } = start()
    await tables.update('heads', 'ticket:a', () => ({ key: 'ticket:a', at: '', head: { version: 'five' } }))
    expect(await seen.head(TICKET)).toBeNull()
    await seen.rememberHead(TICKET, head(1))
    expect((await seen.head(TICKET))?.what).toEqual(head(1))
  })

  it('forgets for an accepted alarm just what it contradicts, and every history of a log that is another one', async () => {
    const { seen } = start()
    const other = { type: 'ticket', id: 'b' }
    for (const aggregate of [TICKET, other]) await seen.rememberHead(aggregate, head(2))
    await seen.rememberTrust(trust)
    await seen.forgetFor({ kind: 'head', aggregate: TICKET })
    expect([await seen.head(TICKET), (await seen.head(other))?.what]).toEqual([null, head(2)])
    await seen.forgetFor({ kind: 'checkpoint', aggregate: null })
    expect([(await seen.trust())?.what, await seen.head(other)]).toEqual([trust, null])
    await seen.forgetFor({ kind: 'trust', aggregate: null })
    expect(await seen.trust()).toBeNull()
  })
})
