import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'chrome.exe']
const MAC_APPS = ['Chromium', 'Google Chrome'].map(name => `/Applications/${name}.app/Contents/MacOS/${name}`)

/**
 * The program that drives the browser tests. CHROMIUM_PATH is the only place looked at when it is set.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ found: true, path: string } | { found: false, lookedAt: string }}
 */
export function findChromium(env) {
  const named = env.CHROMIUM_PATH
  const folders = (env.PATH ?? '').split(delimiter).filter(folder => folder !== '')
  const places = named ? [named] : [...NAMES.flatMap(name => folders.map(folder => join(folder, name))), ...MAC_APPS]
  const path = places.find(place => existsSync(place))
  if (path !== undefined) return { found: true, path }
  return { found: false, lookedAt: named ? `CHROMIUM_PATH, ${named}` : `${NAMES.join(', ')} on the PATH, and ${MAC_APPS.join(', ')}` }
}
