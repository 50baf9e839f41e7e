import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Config, SqliteLocation } from '../server/config.ts'
import { UnusableInput } from './command.ts'

type Located = Pick<Config, 'store'>

/** Where opening the store would make it; null where it is there. The database of a server is named on purpose: it passes for there. */
export function madeByOpening({ store }: Located): string | null {
  return store.adapter === 'mongodb' || existsSync(store.path) ? null : resolve(store.path)
}

/**
 * For what works on a store that is there: opening one that isn't would make it, and in a wrong folder that would pass for success.
 * @throws UnusableInput
 */
export async function requireStore(config: Located): Promise<void> {
  const { store } = config
  if (store.adapter === 'mongodb') return requireDatabase(config)
  if (existsSync(store.path)) return
  throw new UnusableInput(
    `There is no store at ${resolve(store.path)} (STORE_URL=sqlite:${store.path}). Nothing was made. Run this where the server is started, or give its STORE_URL.`,
  )
}

async function requireDatabase(config: Located): Promise<void> {
  const [{ openReads }, { UnusableStore }] = await Promise.all([import('../server/parts.ts'), import('../server/store/errors.ts')])
  try {
    await (await openReads(config)).close()
  } catch (error) {
    throw error instanceof UnusableStore ? new UnusableInput(error.message) : error
  }
}

/**
 * For what works on a file.
 * @throws UnusableInput with `instead`, a sentence that says what to do with a database
 */
export function requireFile({ store }: Located, instead: string): SqliteLocation {
  if (store.adapter === 'sqlite') return store
  throw new UnusableInput(`The store is the database ${store.name}, not a file. ${instead}`)
}
