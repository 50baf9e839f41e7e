import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { UnusableStore } from '../errors.ts'
import { type Database, text } from './database.ts'
import { checkFileHeader } from './file-header.ts'
import { copyPrivately, sizeOf, sync } from './files.ts'
import { ReadOnlyFile } from './read-only-file.ts'
import { missingFromSchema } from './schema.ts'

/**
 * Puts a backup where no store is. Checked before is the form of the file: its tables and indexes, and that all pages and rows can be read. What
 * the rows say isn't: a letter changed in a text, or a whole event, is found by `verifyStore` alone. It gets the store's name when it is whole and
 * on disk, for its owner alone to read.
 *
 * @throws UnusableStore where the backup is missing, damaged, foreign or newer, or there is a store already
 */
export function restoreSqlite(backupPath: string, path: string): void {
  const backup = resolve(backupPath)
  const file = resolve(path)
  refuseExisting(file)
  checkBackup(backup)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const unfinished = `${file}-new`
  try {
    rmSync(unfinished, { force: true })
    copyPrivately(backup, unfinished)
    refuseExisting(file)
    renameSync(unfinished, file)
    sync(dirname(file))
  } finally {
    rmSync(unfinished, { force: true })
  }
}

function refuseExisting(file: string): void {
  for (const path of [file, `${file}-wal`])
    if (existsSync(path))
      throw new UnusableStore(`${path} is there already, and was not changed. Move the old store away, or give STORE_URL another path.`)
}

function checkBackup(backup: string): void {
  if (!existsSync(backup)) throw new UnusableStore(`There is no file ${backup}.`)
  checkFileHeader(backup)
  if (sizeOf(`${backup}-wal`) > 0)
    throw new UnusableStore(
      `${backup} is an open store, not a backup: its journal lies beside it. Make a backup of it with “sealdesk backup”.`,
    )
  const file = new ReadOnlyFile(backup)
  try {
    const finding = file.read(firstDamage)
    if (finding !== null) throw new UnusableStore(`${backup} is damaged: ${finding}. Nothing was restored.`)
  } finally {
    file.close()
  }
}

function firstDamage(database: Database): string | null {
  const missing = missingFromSchema(database)
  if (missing.length > 0) return `it lacks ${missing.join(', ')}`
  const finding = database.get('PRAGMA quick_check(1)', row => text(row, 'quick_check'))
  return finding === 'ok' ? null : (finding?.split('\n').at(-1) ?? 'it can’t be checked')
}
