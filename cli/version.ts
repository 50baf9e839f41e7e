import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The package's version. Its manifest stands above this file: at another height in the sources than where they are built to. */
export function packageVersion(from: string = dirname(fileURLToPath(import.meta.url))): string {
  const path = join(from, 'package.json')
  if (existsSync(path)) return versionIn(JSON.parse(readFileSync(path, 'utf8')))
  const above = dirname(from)
  if (above === from) throw new Error('The package’s own package.json is missing.')
  return packageVersion(above)
}

/** By hand: the checker's command starts without a schema library. */
function versionIn(manifest: unknown): string {
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest && typeof manifest.version === 'string')
    return manifest.version
  throw new Error('The package’s own package.json names no version.')
}
