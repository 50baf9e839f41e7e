import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { ChainScan } from '../../../../server/store/chain-scan.ts'
import { openChainScan } from '../../../../server/store/sqlite/chain-scan.ts'
import { Database } from '../../../../server/store/sqlite/database.ts'
import { EVENT_PAGE } from '../../../../server/store/sqlite/event-pages.ts'
import { createSchema } from '../../../../server/store/sqlite/schema.ts'
import { tempFolder } from './temp-store.ts'

/** A store with chains of so many events; row by row, from 1 on. */
async function scanOf(lengths: readonly number[]): Promise<ChainScan> {
  const file = join(await tempFolder(), 'store.db')
  const database = new Database(file)
  createSchema(database)
  database.exec('BEGIN')
  for (const [i, length] of lengths.entries()) {
    database.run('INSERT INTO aggregates (id, type, name, version, hash) VALUES (?, ?, ?, ?, ?)', i + 1, 'ticket', `t${i + 1}`, length, '')
    for (let version = 1; version <= length; version++)
      database.run(
        `INSERT INTO events (aggregate, version, type, actor, command, hash, header) VALUES (?, ?, '', '', '', '', ?)`,
        i + 1,
        version,
        `${i + 1}.${version}`,
      )
  }
  database.exec('COMMIT')
  database.close()
  const scan = openChainScan(file)
  onTestFinished(() => scan.close())
  return scan
}

/** What is read of the chains, where of each only so many pages are taken; null: all of them. */
function read(scan: ChainScan, chains: number, pagesOf: (name: string) => number | null): ReadonlyMap<string, readonly string[]> {
  const headers = new Map<string, readonly string[]>()
  for (const slice of scan.slices(chains))
    scan.read(slice, found => {
      for (const { name, events } of found) {
        let left = pagesOf(name) ?? Number.POSITIVE_INFINITY
        const own: string[] = []
        if (left > 0)
          for (const page of events) {
            own.push(...page.map(({ header }) => header))
            if (--left === 0) break
          }
        headers.set(name, own)
      }
    })
  return headers
}

const expected = (lengths: readonly number[]) =>
  new Map(lengths.map((length, i) => [`row ${i + 1}`, Array.from({ length }, (_, version) => `${i + 1}.${version + 1}`)]))

const LENGTHS = [
  ...[0, 3, EVENT_PAGE - 3, EVENT_PAGE, 1, 0, 2 * EVENT_PAGE, EVENT_PAGE - 1, 1, 1, 2 * EVENT_PAGE + 5, 0],
  ...Array.from({ length: 50 }, (_, i) => i),
]

test('every chain has all its events and no others, wherever a page ends', async () => {
  const scan = await scanOf(LENGTHS)
  for (const chains of [1, 4, 1000]) expect(read(scan, chains, () => null)).toEqual(expected(LENGTHS))
})

test('whoever leaves a chain unread, or reads a part of it, has the others whole', async () => {
  const scan = await scanOf(LENGTHS)
  const whole = expected(LENGTHS)
  const anyPages = fc.array(fc.constantFrom(0, 1, null, null), { minLength: LENGTHS.length, maxLength: LENGTHS.length })
  fc.assert(
    fc.property(anyPages, pages => {
      const pagesOf = (name: string) => pages[Number(name.slice(4)) - 1] ?? null
      for (const [name, headers] of read(scan, 1000, pagesOf)) {
        const all = whole.get(name) ?? []
        const wanted = pagesOf(name)
        expect(headers).toEqual(all.slice(0, wanted === null ? all.length : headers.length))
        if (wanted === 0) expect(headers).toEqual([])
        if (wanted === 1 && all.length > 0) expect(headers.length).toBeGreaterThan(0)
      }
    }),
    { numRuns: 20 },
  )
})
