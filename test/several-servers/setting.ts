import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest'
import { findChromium } from '../../scripts/lib/chromium.mjs'
import { HAS_MONGO, NO_MONGO } from '../support/mongodb.ts'
import { type Cluster, type ClusterOptions, startCluster } from './cluster.ts'

function takesTime(): void {
  vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000 })
  beforeEach(({ skip }) => skip(!HAS_MONGO, NO_MONGO))
}

/** For tests that start clusters of their own: they have time, and what they keep is closed after each. */
export function seriesOfClusters() {
  takesTime()
  const kept: Cluster[] = []
  afterEach(async () => {
    for (const cluster of kept.splice(0)) await cluster.close()
  })
  return {
    keep(cluster: Cluster): Cluster {
      kept.push(cluster)
      return cluster
    },
  }
}

export type SettingOptions = ClusterOptions & {
  /** Whether people's browsers are needed. */
  readonly inBrowser?: boolean
}

/** For all tests of a file, one cluster. */
export function oneCluster({ inBrowser = false, ...options }: SettingOptions) {
  takesTime()
  const lacksBrowser = inBrowser && !findChromium(process.env).found
  beforeEach(({ skip }) => skip(lacksBrowser, 'needs a Chromium'))
  let started: Cluster | null = null
  const ends: (() => unknown)[] = []
  beforeAll(async () => {
    if (HAS_MONGO && !lacksBrowser) started = await startCluster(options)
  })
  afterEach(async () => {
    for (const end of ends.splice(0)) await end()
  })
  afterAll(() => started?.close())
  return {
    cluster(): Cluster {
      if (started === null) throw new Error('there is a cluster within tests only')
      return started
    },
    /** Ends something of one test. */
    after(end: () => unknown): void {
      ends.push(end)
    },
  }
}
