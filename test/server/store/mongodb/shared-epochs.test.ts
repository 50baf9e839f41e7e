import { describe, expect, test } from 'vitest'
import { openMongoProofs } from '../../../../server/store/mongodb/mongo-proofs.ts'
import { proofCollections } from '../../../../server/store/mongodb/proof-collections.ts'
import type { ProofStore } from '../../../../server/store/proofs.ts'
import { epoch, hashesOf, mappedHead, nodesOf } from '../../../contract/proof-samples.ts'
import { collect, ticket } from '../../../contract/samples.ts'
import { mongoForTests } from './databases.ts'
import { dying, FATES, freshRows } from './rows.ts'

describe('epochs that several servers try to make', () => {
  const t = mongoForTests()
  const open = async (url: string) => openMongoProofs(await t.connection(url))

  test('take the heads of the attempt that made them, wherever another one died', async () => {
    const url = await freshRows(t)
    const healthy = await open(url)
    let [finished, index, byTheDead] = [false, 0, 0]
    for (let n = 1; !finished; n++) {
      for (const fate of FATES) {
        const mortal = openMongoProofs(await dying(t, url, n, fate))
        finished = await make(mortal, index, 'mortal', 1).catch(() => false)
        const wasMade = (await healthy.newestEpoch())?.index === index
        if (finished) expect(wasMade).toBe(true)
        if (wasMade) byTheDead++
        else expect(await make(healthy, index, 'healthy', 2)).toBe(true)
        const version = wasMade ? 1 : 2
        expect(await collect(healthy.changedHeads(index))).toEqual([mappedHead(index, version), mappedHead(1000 + index, version)])
        expect(await healthy.headsAt([ticket(index), ticket(1000 + index)], index)).toMatchObject([{ version }, { version }])
        index++
      }
    }
    expect(byTheDead).toBeGreaterThan(1)
    expect(index - byTheDead).toBeGreaterThan(8)
    await make(healthy, index, 'healthy', 2)
    for (let made = 0; made < index; made++) expect(await collect(healthy.changedHeads(made))).toHaveLength(2)
    await expectNothingAbandoned(url, index)
  })

  test('are looked up behind any number of attempts that came to nothing', async () => {
    const url = await freshRows(t)
    const proofs = await open(url)
    await make(proofs, 0, 'first', 1)
    for (let n = 0; n < 20; n++)
      await proofs.stage({ index: 1, attempt: `vain ${n}`, heads: [mappedHead(0, 10 + n), mappedHead(1000, 10 + n)], stale: hashesOf() })
    await proofs.commitEpoch(epoch(1, { attempt: 'second' }))
    expect(await proofs.headsAt([ticket(0), ticket(7), ticket(1000)], 1)).toMatchObject([{ version: 1 }, null, { version: 1 }])
  })

  test('keep the nodes that only an attempt in vain called stale, also where nodes are dropped by two servers at once', async () => {
    const url = await freshRows(t)
    const [a, b] = [await open(url), await open(url)]
    const ids = Array.from({ length: 60 }, (_, i) => i)
    await a.putMapNodes(nodesOf(...ids))
    await a.stage({ index: 0, attempt: 'vain', heads: [], stale: hashesOf(...ids.slice(0, 10)) })
    await a.stage({ index: 0, attempt: 'attempt 0', heads: [], stale: hashesOf(...ids.slice(10, 50)) })
    await a.commitEpoch(epoch(0))
    const dropped = await Promise.all([a, b, a, b].map(proofs => proofs.pruneMap(0, 15)))
    expect(dropped.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(40)
    while ((await b.pruneMap(0, 15)) > 0);
    expect(await a.mapNodes(hashesOf(...ids.slice(0, 10), ...ids.slice(50)))).toEqual(nodesOf(...ids.slice(0, 10), ...ids.slice(50)))
    for (const id of ids.slice(10, 50)) await expect(a.mapNodes(hashesOf(id))).rejects.toThrow()
  })

  async function expectNothingAbandoned(url: string, made: number): Promise<void> {
    const { heads, attempts, stale } = proofCollections(await t.connection(url))
    const proofs = await open(url)
    // Each time something is staged, a part is cleared away.
    for (let n = 0; n <= made; n++) await proofs.stage({ index: made + 1, attempt: 'next', heads: [], stale: hashesOf() })
    expect(await attempts.countDocuments({ epoch: { $lte: made } })).toBe(0)
    expect(await heads.countDocuments({})).toBe(2 * (made + 1))
    expect(await stale.countDocuments({})).toBe(made + 1)
  }
})

async function make(proofs: ProofStore, index: number, attempt: string, version: number): Promise<boolean> {
  await proofs.putMapNodes(nodesOf(index))
  await proofs.stage({ index, attempt, heads: [mappedHead(index, version), mappedHead(1000 + index, version)], stale: hashesOf(index) })
  return proofs.commitEpoch(epoch(index, { attempt }))
}
