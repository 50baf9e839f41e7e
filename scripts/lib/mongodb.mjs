import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const MODULE = fileURLToPath(new URL('../../test/support/ferretdb/', import.meta.url))

/**
 * What the MongoDB tests run on: the server that MONGODB_URL names, or a stand-in for it that Go builds. `why` completes “not run, …”.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ kind: 'replica set' | 'server' | 'stand-in' } | { kind: 'none', why: string }}
 */
export function findMongo(env) {
  const url = env.MONGODB_URL
  if (url) return { kind: /[?&]replicaSet=/.test(url) || url.startsWith('mongodb+srv:') ? 'replica set' : 'server' }
  const why = goComplaint(env)
  return why === null ? { kind: 'stand-in' } : { kind: 'none', why: `no MONGODB_URL, and nothing to build the stand-in with: ${why}` }
}

/**
 * Why the Go of the PATH can't build the stand-in, or null where it can.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | null}
 */
export function goComplaint(env) {
  const wanted = /^go (\S+)$/m.exec(readFileSync(`${MODULE}go.mod`, 'utf8'))?.[1] ?? ''
  // Asked there, since a Go from 1.21 on may fetch the one that the module wants, and then is that one.
  const { error, stdout } = spawnSync('go', ['version'], { cwd: MODULE, env, encoding: 'utf8' })
  if (error !== undefined) return `no Go on the PATH (${wanted} or newer is wanted)`
  const found = /\bgo(\d+\.\d+\S*)/.exec(stdout)?.[1]
  if (found === undefined) return 'the Go on the PATH doesn’t say which one it is'
  return isOlder(found, wanted) ? `Go ${wanted} or newer is wanted, and the PATH has ${found}` : null
}

/**
 * @param {string} found
 * @param {string} wanted
 */
function isOlder(found, wanted) {
  const [major = 0, minor = 0] = found.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = wanted.split('.').map(Number)
  return major < leastMajor || (major === leastMajor && minor < leastMinor)
}
