import { existsSync, renameSync, rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { StoreUnavailable, UnusableStore } from '../errors.ts'
import { createPrivately, sync } from './files.ts'
import type { Inspections } from './inspector.ts'
import { WorkerClient } from './worker-client.ts'

/**
 * Writes a copy of a store into a new file, while a server goes on writing to it or not: everything that was committed when it began, and
 * nothing after. The copy is compact, for its owner alone to read, and gets its name when it is whole and on disk.
 *
 * @throws UnusableStore where the store is missing or foreign, or the target is there already
 * @throws StoreUnavailable where the disk refuses
 */
export async function backupSqlite(path: string, targetPath: string): Promise<void> {
  const target = resolve(targetPath)
  const inspector = new WorkerClient<Inspections>('inspector')
  const unfinished = `${target}-new`
  try {
    await inspector.open(resolve(path))
    refuseExisting(target)
    rmSync(unfinished, { force: true })
    createPrivately(unfinished)
    await inspector.call('copyInto', unfinished)
    sync(unfinished)
    refuseExisting(target)
    renameSync(unfinished, target)
    sync(dirname(target))
  } finally {
    await inspector.close(new StoreUnavailable('The backup has ended.'))
    rmSync(unfinished, { force: true })
  }
}

function refuseExisting(target: string): void {
  if (existsSync(target)) throw new UnusableStore(`${target} is there already, and was not changed. Name a new file for the backup.`)
}
