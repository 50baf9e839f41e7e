import { expect, test } from 'vitest'
import { startCluster } from './cluster.ts'
import { seriesOfClusters } from './setting.ts'
import { anchorAnother, EVERY_SECOND, expectOneLine, expectWhole, TAKEOVER_MS, timeOf, writeTicket } from './takeover.ts'

const t = seriesOfClusters()

test('another server takes over epochs and anchors within seconds of the death of the one that makes them, without a doubled or lost anchor', async () => {
  const cluster = t.keep(await startCluster({ servers: 3, inTurn: true, people: ['ada'], env: EVERY_SECOND }))
  const [first, second] = [await cluster.signedIn('ada', 0), await cluster.signedIn('ada', 1)]
  await anchorAnother(first)

  // The first server has the lease. It dies with an anchor of which nobody knows how far it has come.
  await writeTicket(first)
  await cluster.member(0).kill()
  const after = [await timeOf(() => anchorAnother(second))]

  // And back: the others die, whichever of them it was.
  await cluster.member(0).start()
  await Promise.all([1, 2].map(place => cluster.member(place).kill()))
  after.push(await timeOf(() => anchorAnother(first)))
  console.log(`the next anchors came ${after.join(' and ')} ms after the death of the server that made them`)
  for (const ms of after) expect(ms).toBeLessThan(TAKEOVER_MS)

  await expectOneLine(first)
  expect(await cluster.stop()).toEqual([0, null, null])
  await expectWhole(cluster)
})
