import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { openMongoStore } from '../../server/store/mongodb/open-mongodb-store.ts'
import { seededRandom } from '../support/seeded-random.ts'
import { type Cluster, type ClusterOptions, startCluster } from './cluster.ts'
import { startLoad } from './load.ts'
import { expectSameHeads, expectWholeStore } from './settled.ts'

export type ChaosOptions = Pick<ClusterOptions, 'faultsFrom'> & {
  readonly seed: number
  readonly windows: number
  readonly seconds: number
  /** How many of the 20 tickets each window follows; a page of people’s follows one. */
  readonly follows: number
  /** About how many commands a second all windows send together. */
  readonly perSecond: number
  /** Something bad that is done so many times, spread over the time. */
  readonly times: number
  /** Sees to it that the cluster is closed in the end. */
  keep(cluster: Cluster): Cluster
  happen(cluster: Cluster, time: number): Promise<void>
}

const TICKETS = 20
const PEOPLE = ['ada', 'mira', 'jon', 'sam', 'kit', 'lea', 'tom', 'una']

/** Lets people work through three servers while something happens again and again, and then looks whether everything is as it must be. */
export async function chaos({
  seed,
  windows,
  follows,
  seconds,
  perSecond,
  times,
  happen,
  keep,
  faultsFrom,
}: ChaosOptions): Promise<Cluster> {
  const random = seededRandom(seed)
  const cluster = keep(await startCluster({ servers: 3, people: PEOPLE, ...(faultsFrom === undefined ? {} : { faultsFrom }) }))
  const load = await startLoad(cluster, { windows, pauseMs: (windows / perSecond) * 1000, tickets: TICKETS, follows, random })
  try {
    const began = performance.now()
    for (let time = 0; time < times; time++) {
      const next = began + ((time + 0.5) / times) * seconds * 1000
      await pause(Math.max(0, next - performance.now()))
      await happen(cluster, time)
    }
    await pause(Math.max(0, began + seconds * 1000 - performance.now()))
    const finishing = performance.now()
    await load.finish()
    const store = await openMongoStore({ url: cluster.storeUrl })
    await expectSameHeads(load, store).finally(() => store.close())
    const settled = Math.round(performance.now() - finishing)
    expect(await cluster.stop()).toEqual(cluster.members.map(() => 0))
    const whole = await expectWholeStore(cluster, load)
    const done = `${load.acknowledged.length} commands acknowledged, refused ${JSON.stringify(load.refused)}`
    console.log(
      `${windows} windows, ${seconds} s, ${times} times: ${done}; all answered and the same heads everywhere after ${settled} ms; ${JSON.stringify(whole)}`,
    )
    expect(load.acknowledged.length).toBeGreaterThan((seconds * perSecond) / 10)
    return cluster
  } finally {
    load.close()
  }
}
