import { existsSync } from 'node:fs'

/** Where the browser tests look for a Chromium, in this order. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * The program that drives the browser tests. CHROMIUM_PATH is the only place looked at when it is set.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ found: true, path: string } | { found: false, lookedAt: string[] }}
 */
export function findChromium(env) {
  const named = env.CHROMIUM_PATH
  const places = named ? [named] : PLACES
  const path = places.find(existsSync)
  return path === undefined ? { found: false, lookedAt: places } : { found: true, path }
}
