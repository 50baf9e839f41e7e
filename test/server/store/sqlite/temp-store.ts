import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { UnusableStore } from '../../../../server/store/errors.ts'
import { openSqliteStore, type SqliteStore } from '../../../../server/store/sqlite/sqlite-store.ts'

/** A folder that goes away after the test. */
export async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sealdesk-sqlite-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

/** Opens a store that is closed after the test, if the test hasn't done it. */
export async function openStore(file: string): Promise<SqliteStore> {
  const store = await openSqliteStore({ file })
  onTestFinished(() => store.close())
  return store
}

/** The message with which a file is refused. */
export async function refusal(file: string): Promise<string> {
  const error = await openSqliteStore({ file }).then(
    async store => {
      await store.close()
      return null
    },
    (error: unknown) => error,
  )
  if (error instanceof UnusableStore) return error.message
  throw new Error('the store was not refused as unusable', { cause: error })
}

/** Every file of a folder but the locks, with its bytes. */
export async function contents(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(folder)).filter(name => !name.endsWith('-lock')).sort()
  return new Map(await Promise.all(names.map(async name => [name, (await readFile(join(folder, name))).toString('base64')] as const)))
}
