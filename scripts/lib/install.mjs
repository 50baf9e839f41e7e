import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './root.mjs'
import { runNode } from './run.mjs'

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lock
 */

/**
 * Whether node_modules holds what package-lock.json names. npm records what it installed in node_modules/.package-lock.json as the last step
 * of an install, so an interrupted one doesn't count, and one that somebody made by hand does. Optional packages may be missing: they are
 * those of other platforms.
 *
 * @param {string} folder where package-lock.json is
 */
export function isInstalled(folder) {
  const recordPath = join(folder, 'node_modules', '.package-lock.json')
  if (!existsSync(recordPath)) return false
  const wanted = readLock(join(folder, 'package-lock.json'))
  const present = readLock(recordPath)
  return Object.entries(wanted.packages).every(([path, locked]) => {
    if (path === '') return true
    const found = present.packages[path]
    return found ? found.version === locked.version && found.integrity === locked.integrity : locked.optional === true
  })
}

/**
 * Installs exactly what package-lock.json names, when that isn't there already.
 *
 * @returns {Promise<boolean>} whether it had to
 */
export async function ensureInstalled() {
  if (isInstalled(ROOT)) return false
  console.log('Installing the packages that package-lock.json names …')
  // The build needs the development packages also where NODE_ENV says production.
  const { code } = await runNode([npmPath(), 'ci', '--include=dev', '--loglevel=error'], { show: true })
  if (code !== 0) throw new Error('The packages could not be installed: see what npm says above.')
  return true
}

/** npm names its own program to the scripts it runs; a script started without npm finds the one beside Node. */
function npmPath() {
  const beside = [
    join(process.execPath, '../../lib/node_modules/npm/bin/npm-cli.js'),
    join(process.execPath, '../node_modules/npm/bin/npm-cli.js'),
  ]
  const found = [process.env.npm_execpath ?? '', ...beside].find(path => path.endsWith('npm-cli.js') && existsSync(path))
  if (found === undefined) throw new Error('npm was not found: run this with "npm start" or "npm test".')
  return found
}

/**
 * @param {string} path
 * @returns {Lock}
 */
function readLock(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}
