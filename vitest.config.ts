import { defineConfig, type TestProjectConfiguration } from 'vitest/config'
import { findChromium } from './scripts/lib/chromium.mjs'

const chromium = findChromium(process.env)

/** Computation alone: nothing of the server, no disk, nothing global. */
const PURE = ['core', 'client']
/**
 * Folders under test/ that are projects of their own. Projects begin in the order of their names, and in each the smallest files come last:
 * building an image is a small file that takes long, and nothing would be left to run beside it at the end of `unit`.
 */
const FOLDERS = ['contract', 'integration', 'chaos', 'attack', 'docker', 'docs']

/** Needs a replica set. */
const REPLICA_SET = ['test/**/replica-set.test.ts']
/** Ends the database or cuts the way to it: it must be the stand-in that the test itself has started. */
const STAND_IN = [
  'test/server/store/mongodb/{database-killed,lost-heartbeat}.test.ts',
  'test/several-servers/{bad-network,database-away,database-killed,database-silent,log-of-outage}.test.ts',
]
/** Needs a MongoDB, or the stand-in for it that Go builds. */
const MONGODB = [
  'test/contract/mongodb.test.ts',
  'test/server/store/mongodb/**/*.test.ts',
  'test/server/copying/mongodb.test.ts',
  'test/several-servers/**/*.test.ts',
]

export default defineConfig({
  test: {
    // A process for each file: native modules (libsql, bcrypt) and tests that end processes can't hurt their neighbours.
    pool: 'forks',
    // Many tests wait, for the disk or for a server to miss another: four use what two leave of two processors.
    maxWorkers: 4,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What is waited for comes when the processors have time for it: one that waits no longer than a second fails on a machine that is busy.
    expect: { poll: { timeout: 30_000 } },
    projects: [
      together('unit', ['test/**/*.test.ts'], [...folders(...PURE, ...FOLDERS, 'browser'), ...MONGODB, ...REPLICA_SET]),
      {
        // They share processes, so that what ninety files import is loaded four times and not ninety: a third of what they take. They can,
        // since each leaves the process as it found it: no native module, no global or prototype that is changed, no page, no clock that is
        // set, no state in a module of `core` or `client` that they reach; what listens or waits is closed after each test.
        extends: true,
        test: { name: 'pure', include: PURE.map(folder => `test/${folder}/**/*.test.ts`), isolate: false },
      },
      ...FOLDERS.map(folder => together(folder, [`test/${folder}/**/*.test.ts`], MONGODB)),
      together('mongodb', MONGODB, [...STAND_IN, ...REPLICA_SET]),
      together('stand-in', STAND_IN, []),
      together('replica-set', REPLICA_SET, []),
      {
        // After everything else, and two at a time: a page and its server have a processor each.
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          env: chromium.found ? { CHROMIUM_PATH: chromium.path } : {},
        },
      },
    ],
  },
})

function together(name: string, include: string[], exclude: string[]): TestProjectConfiguration {
  return { extends: true, test: { name, include, exclude } }
}

function folders(...names: string[]): string[] {
  return names.map(name => `test/${name}/**`)
}
