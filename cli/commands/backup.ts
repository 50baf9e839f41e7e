import { existsSync, rmSync } from 'node:fs'
import { devChainFile } from '../../server/anchoring/open-anchoring.ts'
import { readConfig } from '../../server/config.ts'
import { UnusableStore } from '../../server/store/errors.ts'
import { backupSqlite } from '../../server/store/sqlite/backup.ts'
import { copyPrivately } from '../../server/store/sqlite/files.ts'
import { EXIT, type Run, UnusableInput } from '../command.ts'
import { requireFile, requireStore } from '../existing-store.ts'

/** A copy of the store, whether a server has it open or not. */
export const runBackup: Run = async (given, { env, output }) => {
  const config = readConfig(env)
  const [target = ''] = given.operands
  const { path } = requireFile(config, 'Its own tools make backups of it: docs/mongodb.md.')
  await requireStore(config)
  const [chain, chainCopy] = [devChainFile(path), devChainFile(target)]
  if (existsSync(chainCopy)) throw new UnusableInput(`${chainCopy} is there already, and was not changed. Name a new file for the backup.`)
  try {
    await backupSqlite(path, target)
  } catch (error) {
    throw error instanceof UnusableStore ? new UnusableInput(error.message) : error
  }
  const lines = [`The store ${path} is copied to ${target}, with everything that was recorded when the copy began.`]
  // After the store, so that it holds every block that the store knows. A torn end is cut off when it is opened.
  if (existsSync(chain)) {
    copyOrTakeBack(chain, chainCopy, target)
    lines.push(`The development network’s blocks are beside it, in ${chainCopy}.`)
  }
  lines.push('It holds passwords’ hashes and the log’s key: keep it as safe as the store.')
  output.write(`${lines.join('\n')}\n`)
  return EXIT.done
}

/** Where there is room for the store and not for the blocks, nothing is left: a backup without its blocks would pass for one. */
function copyOrTakeBack(chain: string, chainCopy: string, target: string): void {
  try {
    copyPrivately(chain, chainCopy)
  } catch (error) {
    rmSync(chainCopy, { force: true })
    rmSync(target, { force: true })
    throw error
  }
}
