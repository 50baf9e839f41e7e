import { randomInt } from 'node:crypto'
import { expect, test } from 'vitest'
import { chaos } from './chaos.ts'
import type { Cluster } from './cluster.ts'
import { seriesOfClusters } from './setting.ts'

/** In full by `npm run chaos`: that takes minutes. */
const SIZE =
  process.env.CHAOS === 'full'
    ? { windows: 300, follows: 4, seconds: 60, perSecond: 12, times: 6 }
    : { windows: 30, follows: 20, seconds: 10, perSecond: 6, times: 2 }
const SEED = Number(process.env.SEED ?? randomInt(2 ** 31))

const t = seriesOfClusters()

test(`${SIZE.windows} people on three servers, of which one is killed ${SIZE.times} times in ${SIZE.seconds} s (SEED=${SEED})`, async () => {
  const cluster = await chaos({ seed: SEED, ...SIZE, keep: t.keep, happen: killOne })
  for (const { output } of cluster.members) expect(output()).not.toMatch(/"level":"(error|fatal)"/)
})

async function killOne(cluster: Cluster, time: number): Promise<void> {
  const member = cluster.member(time % cluster.members.length)
  await member.kill()
  await member.start()
}
