// `npm test [-- files and options for Vitest]`: types, lint, import directions, build and all tests, each with its result.
// `--require-all`, or CI=true: what this machine lacks, or a test that is skipped, makes the run fail.
// The last line is the total of the tests, taken from Vitest's report; the exit code also covers the other steps.
import { rmSync } from 'node:fs'
import { requireNode } from './lib/node-version.mjs'

requireNode()

const { findChromium } = await import('./lib/chromium.mjs')
const { findMongo } = await import('./lib/mongodb.mjs')
const { ensureInstalled } = await import('./lib/install.mjs')
const { ROOT } = await import('./lib/root.mjs')
const { runNode, seconds } = await import('./lib/run.mjs')
const { readTotal } = await import('./lib/total.mjs')
const { build } = await import('./build.mjs')

const REPORT = `${ROOT}test/.results/vitest.json`

/** Choosing tests by name (`-t`) skips all others. */
const NAMED_AT_MOST = 20

const given = process.argv.slice(2)
const requireAll = process.env.CI === 'true' || given.includes('--require-all')
const vitestArgs = given.filter(arg => arg !== '--require-all')

/** @type {string[]} */
const summary = []

await step('install', async () => ((await ensureInstalled()) ? pass('done') : pass('nothing to do')))
await step('types', () => runTool(['scripts/check-types.mjs']))
await step('lint', () => runTool(['node_modules/@biomejs/biome/bin/biome', 'ci', '--error-on-warnings', '.']))
await step('import directions', () => runTool(['scripts/check-imports.mjs']))
await step('build', buildAll)
if (findMongo(process.env).kind === 'stand-in') await step('MongoDB stand-in', buildStandIn)
const total = await runTests()

for (const line of summary) console.log(line)
console.log(total)

/**
 * @typedef {{ ok: boolean, said: string, output?: string }} Result
 */

/**
 * Runs one step, and records its result and how long it took. What it printed is shown when it failed.
 *
 * @param {string} name
 * @param {() => Promise<Result>} work
 */
async function step(name, work) {
  const start = performance.now()
  const { ok, said, output = '' } = await work().catch(fail)
  if (!ok && output !== '') console.log(output.trimEnd())
  report(`${name}: ${said} (${seconds(start)})`, ok)
}

/**
 * @param {string[]} args
 * @returns {Promise<Result>}
 */
async function runTool(args) {
  const { code, output } = await runNode(args)
  return code === 0 ? pass('passed') : { ok: false, said: 'failed', output }
}

async function buildAll() {
  const built = await build()
  return pass(built.length === 0 ? 'nothing has changed' : `built ${built.join(' and ')}`)
}

/** So that no test waits for a compiler. */
function buildStandIn() {
  return runTool(['--import', 'tsx', 'test/support/build-stand-in.ts'])
}

/** @returns {Promise<string>} the total, as the last line says it */
async function runTests() {
  const start = performance.now()
  const skipProjects = []
  const chromium = findChromium(process.env)
  if (!chromium.found) {
    skipProjects.push('--project', '!browser')
    reportLeftOut(`browser tests: not run, no Chromium found (looked at ${chromium.lookedAt})`)
  }
  const mongo = findMongo(process.env)
  if (mongo.kind === 'none') {
    skipProjects.push('--project', '!mongodb', '--project', '!stand-in')
    reportLeftOut(`MongoDB tests: not run, ${mongo.why}`)
  }
  // What can't be, whatever is installed: so a run without it can be a good one.
  if (mongo.kind === 'server' || mongo.kind === 'replica set') {
    skipProjects.push('--project', '!stand-in')
    report('tests that end the database or cut its network: not run, the one of MONGODB_URL is not theirs to end', true, '–')
  }
  if (mongo.kind !== 'replica set') {
    skipProjects.push('--project', '!replica-set')
    report('replica set tests: not run, no MONGODB_URL of a replica set (with replicaSet= in it)', true, '–')
  }
  rmSync(REPORT, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`]
  const { code } = await runNode(['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...skipProjects, ...vitestArgs], { show: true })

  const result = readTotal(REPORT, code)
  if (result === null) {
    report(`tests: failed, the runner ended with ${code} and left no report (${seconds(start)})`, false)
    return 'no total: the test runner left no report'
  }
  const { passed, failed, skipped, skippedNames, complaints } = result
  for (const complaint of complaints) report(`tests: ${complaint}`, false)
  for (const name of skippedNames.slice(0, NAMED_AT_MOST)) reportLeftOut(`skipped: ${name}`)
  if (skippedNames.length > NAMED_AT_MOST) reportLeftOut(`skipped: ${skippedNames.length - NAMED_AT_MOST} more`)
  const ok = failed === 0 && complaints.length === 0
  report(`tests: ${ok ? 'passed' : 'failed'} (${seconds(start)})`, ok)
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

/**
 * @param {string} line
 * @param {boolean} ok
 * @param {string} mark
 */
function report(line, ok, mark = ok ? '✓' : '✗') {
  summary.push(`${mark} ${line}`)
  console.log(`${mark} ${line}`)
  if (!ok) process.exitCode = 1
}

/**
 * What was left out: no fault of the code, and no success either.
 *
 * @param {string} line
 */
function reportLeftOut(line) {
  report(line, !requireAll, requireAll ? '✗' : '–')
}

/**
 * @param {string} said
 * @returns {Result}
 */
function pass(said) {
  return { ok: true, said }
}

/**
 * @param {unknown} error
 * @returns {Result}
 */
function fail(error) {
  return { ok: false, said: 'failed', output: error instanceof Error ? error.message : String(error) }
}
