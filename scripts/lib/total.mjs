import { existsSync, readFileSync } from 'node:fs'

/**
 * What a run of the tests came to, from the runner's own report.
 *
 * @typedef {{ passed: number, failed: number, skipped: number, skippedNames: string[], complaints: string[] }} Total
 */

/**
 * Reads Vitest's JSON report. `complaints` are the reasons besides failed tests why the run isn't good: an error outside of a test, a file
 * that could not be run, or no test at all.
 *
 * @param {string} path
 * @param {number} exitCode the runner's: an error outside of the tests shows only there, not in the report
 * @returns {Total | null} null when the runner left no report
 */
export function readTotal(path, exitCode) {
  if (!existsSync(path)) return null
  const report = JSON.parse(readFileSync(path, 'utf8'))
  /** @type {{ name: string, status: string, message: string, assertionResults: { fullName: string, status: string }[] }[]} */
  const files = report.testResults
  const passed = report.numPassedTests
  const failed = report.numFailedTests
  const skipped = report.numPendingTests + report.numTodoTests
  const unrun = files.filter(file => file.status === 'failed' && file.assertionResults.every(test => test.status !== 'failed'))
  const complaints = unrun.map(file => `${file.name} could not be run.`)
  if (passed + failed === 0) complaints.push('No test was run.')
  if (exitCode !== 0 && failed === 0 && complaints.length === 0)
    complaints.push(`The runner ended with ${exitCode}: an error outside of the tests.`)
  const skippedNames = files.flatMap(file =>
    file.assertionResults.filter(test => test.status !== 'passed' && test.status !== 'failed').map(test => test.fullName),
  )
  return { passed, failed, skipped, skippedNames, complaints }
}
