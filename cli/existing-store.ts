import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Config } from '../server/config.ts'
import { UnusableInput } from './command.ts'

type Located = Pick<Config, 'store'>

export function isStoreThere({ store }: Located): boolean {
  return existsSync(store.path)
}

/**
 * For what works on a store that is there: opening one that isn't would make it, and in a wrong folder that would pass for success.
 * @throws UnusableInput
 */
export function requireStore(config: Located): void {
  if (isStoreThere(config)) return
  const { adapter, path } = config.store
  throw new UnusableInput(
    `There is no store at ${resolve(path)} (STORE_URL=${adapter}:${path}). Nothing was made. Run this where the server is started, or give its STORE_URL.`,
  )
}
