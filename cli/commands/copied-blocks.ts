import { existsSync, rmSync } from 'node:fs'
import { devChainFile } from '../../server/anchoring/open-anchoring.ts'
import type { StoreLocation } from '../../server/config.ts'
import { copyPrivately } from '../../server/store/sqlite/files.ts'
import { UnusableInput } from '../command.ts'

/**
 * Blocks that lie where no store is are of some other network.
 * @throws UnusableInput
 */
export function requireRoomForBlocks(from: StoreLocation, to: StoreLocation): void {
  if (from.adapter !== 'sqlite' || to.adapter !== 'sqlite' || !existsSync(devChainFile(from.path)) || existsSync(to.path)) return
  const copy = devChainFile(to.path)
  if (existsSync(copy)) throw new UnusableInput(`${copy} is there already, and was not changed. Name a new file for the copy.`)
}

/**
 * The blocks of the development network lie beside a file; servers on a database have them from a process of its own. Says where they are; null
 * where there are none. A copy of them that is there is of an earlier run.
 */
export function copyBlocks(from: StoreLocation, to: StoreLocation): string | null {
  if (from.adapter !== 'sqlite') return null
  const chain = devChainFile(from.path)
  if (!existsSync(chain)) return null
  if (to.adapter !== 'sqlite')
    return `The development network’s blocks stay in ${chain}: servers on a database share them through sealdesk dev-network FILE.`
  const copy = devChainFile(to.path)
  rmSync(copy, { force: true })
  copyPrivately(chain, copy)
  return `The development network’s blocks are beside it, in ${copy}.`
}
