import { existsSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { devChainFile } from '../../server/anchoring/open-anchoring.ts'
import { readConfig } from '../../server/config.ts'
import { backupSqlite } from '../../server/store/sqlite/backup.ts'
import { restoreSqlite } from '../../server/store/sqlite/restore.ts'
import { EXIT, type Run } from '../command.ts'

/** A copy of the store, whether a server has it open or not. */
export const runBackup: Run = async (given, { env, output }) => {
  const { store } = readConfig(env)
  const [target = ''] = given.operands
  await backupSqlite(store.path, target)
  const lines = [`The store is copied to ${target}, with everything that was recorded when the copy began.`]
  if (await copyDevChain(store.path, target)) lines.push(`The development network's blocks are beside it, in ${devFileOf(target)}.`)
  lines.push('It holds passwords’ hashes and the log’s key: keep it as safe as the store.')
  output.write(`${lines.join('\n')}\n`)
  return EXIT.done
}

export const runRestore: Run = async (given, { env, output }) => {
  const { store } = readConfig(env)
  const [backup = ''] = given.operands
  restoreSqlite(backup, store.path)
  await copyDevChain(backup, store.path)
  output.write(
    `The store ${store.path} is restored from ${backup}.\n` +
      'Check it before it is used: sealdesk verify-store. Anchors that were made after the backup are missing in it; the network knows them, and the check says so.\n',
  )
  return EXIT.done
}

/**
 * After the store, so that it holds every block that the store knows. A torn end is cut off when it is opened. Blocks that are there already
 * stay: a network doesn't go back when a store does.
 */
async function copyDevChain(fromStore: string, toStore: string): Promise<boolean> {
  if (!existsSync(devFileOf(fromStore)) || existsSync(devFileOf(toStore))) return false
  await copyFile(devFileOf(fromStore), devFileOf(toStore))
  return true
}

function devFileOf(path: string): string {
  return devChainFile({ adapter: 'sqlite', path })
}
