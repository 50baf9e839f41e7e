import { expect, test } from 'vitest'
import { ANCHORING_LEASE, LISTS_LEASE } from '../../server/leases/names.ts'
import { startCluster } from './cluster.ts'
import { seriesOfClusters } from './setting.ts'
import { anchorAnother, EVERY_SECOND, expectOneLine, expectWhole, holderOf, TAKEOVER_MS, timeOf, writeTicket } from './takeover.ts'

const t = seriesOfClusters()

test('a server that makes epochs, anchors and lists and stands still for a while finds that another one does now, and doubles nothing', async () => {
  const cluster = t.keep(await startCluster({ servers: 3, inTurn: true, people: ['ada'], env: EVERY_SECOND }))
  const [first, second] = [await cluster.signedIn('ada', 0), await cluster.signedIn('ada', 1)]
  const holders = () => Promise.all([ANCHORING_LEASE, LISTS_LEASE].map(lease => holderOf(cluster, lease)))
  await anchorAnother(first)
  const before = await holders()

  // In the middle of whatever it does.
  await writeTicket(first)
  cluster.member(0).pause()
  const takeover = await timeOf(() => anchorAnother(second))
  console.log(`the next anchor came ${takeover} ms after the server that made them stood still`)
  expect(takeover).toBeLessThan(TAKEOVER_MS)
  const since = await holders()
  for (const [place, holder] of since.entries()) expect(holder).not.toBe(before[place])

  cluster.member(0).goOn()
  // It goes on with what it was at, while the others do.
  for (const client of [first, second, first]) await anchorAnother(client)
  expect(await holders()).toEqual(since)

  await expectOneLine(second)
  expect(await cluster.stop()).toEqual([0, 0, 0])
  await expectWhole(cluster)
})
