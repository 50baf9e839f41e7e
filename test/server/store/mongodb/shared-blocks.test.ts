import { describe, expect, test } from 'vitest'
import { openMongoBlocks } from '../../../../server/store/mongodb/mongo-blocks.ts'
import type { BlockHeaders, KeptHeader } from '../../../../server/store/proofs.ts'
import { keptHeader } from '../../../contract/proof-samples.ts'
import { mongoForTests } from './databases.ts'
import { dying, FATES, freshRows, sleeping } from './rows.ts'

describe('block headers that several servers keep', () => {
  const t = mongoForTests()
  const open = async (url: string) => openMongoBlocks(await t.connection(url))

  test('are the chain of before or the new one, wherever a server dies that replaces them', async () => {
    const url = await freshRows(t)
    const healthy = await open(url)
    let [finished, before, after] = [false, 0, 0]
    for (let n = 1; !finished; n++) {
      for (const fate of FATES) {
        await healthy.replace(chain(1, 6, 'main'))
        finished = await openMongoBlocks(await dying(t, url, n, fate))
          .replace(chain(3, 4, 'other'))
          .then(
            () => true,
            () => false,
          )
        const isNew = (await healthy.tip())?.height === 4
        if (finished) expect(isNew).toBe(true)
        await expectChain(healthy, isNew ? [...chain(1, 2, 'main'), ...chain(3, 4, 'other')] : chain(1, 6, 'main'))
        if (isNew) after++
        else before++
        await healthy.replace(chain(5, 5, 'third'))
        await expectChain(healthy, [
          ...chain(1, 2, 'main'),
          ...(isNew ? chain(3, 4, 'other') : chain(3, 4, 'main')),
          ...chain(5, 5, 'third'),
        ])
      }
    }
    expect(Math.min(before, after)).toBeGreaterThan(2)
  })

  test('are all forgotten or none, wherever a server dies that clears them', async () => {
    const url = await freshRows(t)
    const healthy = await open(url)
    let finished = false
    for (let n = 1; !finished; n++) {
      for (const fate of FATES) {
        await healthy.replace(chain(10, 14, 'main'))
        finished = await openMongoBlocks(await dying(t, url, n, fate))
          .clear()
          .then(
            () => true,
            () => false,
          )
        await expectChain(healthy, (await healthy.tip()) === null ? [] : chain(10, 14, 'main'))
        await healthy.clear()
        await healthy.replace(chain(1, 2, 'low'))
        await expectChain(healthy, chain(1, 2, 'low'))
        await healthy.replace(chain(3, 12, 'low'))
        await expectChain(healthy, chain(1, 12, 'low'))
        await healthy.clear()
        await expectChain(healthy, [])
      }
    }
  })

  test('stay as they were put last, though a server that slept goes on with what it had begun', async () => {
    for (let n = 2; n <= 6; n++) {
      const url = await freshRows(t)
      const healthy = await open(url)
      await healthy.replace(chain(1, 6, 'main'))
      const { connection, asleep, wake } = await sleeping(t, url, n)
      const replaced = openMongoBlocks(connection).replace(chain(4, 9, 'slow'))
      await Promise.race([asleep, replaced])
      await healthy.replace(chain(3, 4, 'quick'))
      wake()
      await replaced
      const slowWasFirst = (await healthy.tip())?.height === 4
      const expected = slowWasFirst
        ? [...chain(1, 2, 'main'), ...chain(3, 4, 'quick')]
        : [...chain(1, 2, 'main'), ...chain(3, 3, 'quick'), ...chain(4, 9, 'slow')]
      await expectChain(healthy, expected)
      await healthy.replace(chain(5, 10, 'last'))
      await expectChain(healthy, [...expected.slice(0, 4), ...chain(5, 10, 'last')])
    }
  })

  test('that were forgotten don’t come back from a server that slept while it wrote them', async () => {
    for (let n = 2; n <= 6; n++) {
      const url = await freshRows(t)
      const healthy = await open(url)
      const { connection, asleep, wake } = await sleeping(t, url, n)
      const replaced = openMongoBlocks(connection).replace(chain(1, 3, 'slow'))
      await Promise.race([asleep, replaced])
      const wasPut = (await healthy.tip()) !== null
      await healthy.clear()
      await healthy.replace(chain(10, 12, 'main'))
      wake()
      await replaced
      await expectChain(healthy, wasPut ? chain(10, 12, 'main') : chain(1, 3, 'slow'))
    }
  })

  test('are of one chain also for who fell asleep while reading', async () => {
    const url = await freshRows(t)
    const healthy = await open(url)
    const newest = keptHeader(8, 'other')
    const reads: readonly [(blocks: BlockHeaders) => Promise<unknown>, unknown][] = [
      [blocks => blocks.tip(), newest],
      [blocks => blocks.from(0, 100), [...chain(1, 2, 'main'), ...chain(3, 8, 'other')]],
      [blocks => blocks.byHash(newest.hash), newest],
    ]
    for (const [read, expected] of reads) {
      await healthy.clear()
      await healthy.replace(chain(1, 6, 'main'))
      const { connection, asleep, wake } = await sleeping(t, url, 2)
      const answer = read(openMongoBlocks(connection))
      await asleep
      await healthy.replace(chain(3, 8, 'other'))
      wake()
      expect(await answer).toEqual(expected)
    }
  })

  test('are one of the chains that are put at the same moment, and whoever looks meanwhile finds one', async () => {
    const url = await freshRows(t)
    const servers = [await open(url), await open(url), await open(url)]
    const reader = await open(url)
    await reader.replace(chain(1, 20, 'main'))
    let isOver = false
    const replacing = Promise.all(
      servers.map(async (server, s) => {
        for (let round = 0; round < 6; round++) await server.replace(chain(10 + s, 20 + s + round, `${s} ${round}`))
      }),
    ).finally(() => {
      isOver = true
    })
    while (!isOver) {
      const found = await reader.from(0, 2000)
      expect(found.map(({ height }) => height)).toEqual(found.map((_, i) => i + 1))
      // At least the end is of one replacement.
      const tip = found.at(-1)
      expect(isOneOf(tip, found.length)).toBe(true)
    }
    await replacing
    const last = await reader.from(0, 2000)
    for (const server of servers) await expectChain(server, last)
  })
})

function isOneOf(tip: KeptHeader | undefined, height: number): boolean {
  const branches = ['main', ...[0, 1, 2].flatMap(s => [0, 1, 2, 3, 4, 5].map(round => `${s} ${round}`))]
  return branches.some(branch => keptHeader(height, branch).hash === tip?.hash)
}

function chain(from: number, to: number, branch: string): readonly KeptHeader[] {
  return Array.from({ length: to - from + 1 }, (_, i) => keptHeader(from + i, branch))
}

async function expectChain(blocks: BlockHeaders, expected: readonly KeptHeader[]): Promise<void> {
  expect(await blocks.from(0, 2000)).toEqual(expected)
  expect(await blocks.tip()).toEqual(expected.at(-1) ?? null)
  for (const header of expected) expect(await blocks.byHash(header.hash)).toEqual(header)
  const others = ['main', 'other', 'third', 'low', 'slow', 'quick', 'last'].flatMap(branch => chain(1, 14, branch))
  const known = new Set(expected.map(({ hash }) => hash))
  for (const { hash } of others.filter(({ hash }) => !known.has(hash)).slice(0, 30)) expect(await blocks.byHash(hash)).toBeNull()
}
