import { randomInt } from 'node:crypto'
import { expect, test } from 'vitest'
import { chaos } from './chaos.ts'
import type { Cluster } from './cluster.ts'
import { seriesOfClusters } from './setting.ts'

/** In full by `npm run chaos`: that takes minutes. */
const SIZE =
  process.env.CHAOS === 'full'
    ? { windows: 300, follows: 4, seconds: 60, perSecond: 12, times: 3 }
    : { windows: 20, follows: 20, seconds: 10, perSecond: 5, times: 3 }
const SEED = Number(process.env.SEED ?? randomInt(2 ** 31))

const t = seriesOfClusters()

test(`${SIZE.windows} people on three servers, whose database is killed and started ${SIZE.times} times in ${SIZE.seconds} s (SEED=${SEED})`, async () => {
  await chaos({ seed: SEED, ...SIZE, keep: t.keep, happen: killDatabase })
})

async function killDatabase({ database, members }: Cluster): Promise<void> {
  await database.kill()
  await database.restart()
  for (const { isRunning } of members) expect(isRunning).toBe(true)
}
