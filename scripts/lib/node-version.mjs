import { readFileSync } from 'node:fs'

/**
 * Why this Node can't run the project, as one sentence, or null when it can.
 * Kept free of new syntax and of other modules: an old Node must get as far as saying so.
 *
 * @param {string} running as in process.versions.node
 * @param {string} range as in package.json's engines.node, `>=major.minor`
 * @returns {string | null}
 */
export function tooOld(running, range) {
  const wanted = range.replace('>=', '').trim()
  const [haveMajor = 0, haveMinor = 0] = running.split('.').map(Number)
  const [needMajor = 0, needMinor = 0] = wanted.split('.').map(Number)
  if (haveMajor > needMajor || (haveMajor === needMajor && haveMinor >= needMinor)) return null
  return `Sealdesk needs Node ${wanted} or newer, and this is Node ${running}.`
}

/** Ends the process with one sentence when Node is older than package.json asks for. */
export function requireNode() {
  const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const complaint = tooOld(process.versions.node, engines.node)
  if (complaint === null) return
  console.error(complaint)
  process.exit(1)
}
