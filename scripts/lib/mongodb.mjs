import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * What the MongoDB tests run on: the server that MONGODB_URL names, or a stand-in for it that Go builds.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ kind: 'replica set' | 'server' | 'stand-in' | 'none' }}
 */
export function findMongo(env) {
  const url = env.MONGODB_URL
  if (url) return { kind: /[?&]replicaSet=/.test(url) || url.startsWith('mongodb+srv:') ? 'replica set' : 'server' }
  const folders = (env.PATH ?? '').split(delimiter).filter(folder => folder !== '')
  const hasGo = folders.some(folder => ['go', 'go.exe'].some(name => existsSync(join(folder, name))))
  return { kind: hasGo ? 'stand-in' : 'none' }
}
