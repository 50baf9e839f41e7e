import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const manifestSchema = z.object({ name: z.literal('sealdesk'), version: z.string() })

/** The package's version. Its manifest stands above this file: at another height in the sources than where they are built to. */
export function packageVersion(from: string = dirname(fileURLToPath(import.meta.url))): string {
  const path = join(from, 'package.json')
  if (existsSync(path)) return manifestSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).version
  const above = dirname(from)
  if (above === from) throw new Error('The package’s own package.json is missing.')
  return packageVersion(above)
}
