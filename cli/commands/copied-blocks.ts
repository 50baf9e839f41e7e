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
 * The blocks of a development network that a log is anchored on, where they lie beside the source: they are copied beside the copy. A copy of them
 * that is there is of an earlier run. Says where the copy's servers find them, and what is to be done for that; null where there are none, as the
 * log isn't anchored on such a network.
 */
export function copyBlocks(from: StoreLocation, to: StoreLocation, isOnDevNetwork: boolean): string | null {
  const chain = from.adapter === 'sqlite' ? devChainFile(from.path) : null
  if (chain === null || !existsSync(chain)) return isOnDevNetwork ? elsewhere(to) : null
  if (to.adapter !== 'sqlite')
    return `The development network’s blocks stay in ${chain}: servers on a database share them through sealdesk dev-network FILE.`
  const copy = devChainFile(to.path)
  rmSync(copy, { force: true })
  copyPrivately(chain, copy)
  return `The development network’s blocks are beside it, in ${copy}.`
}

function elsewhere(to: StoreLocation): string {
  const needed =
    'The log is anchored on a development network that is a process of its own: servers on the copy need its ARC_URL and WHATSONCHAIN_URL, too'
  if (to.adapter !== 'sqlite') return `${needed}.`
  const copy = devChainFile(to.path)
  return existsSync(copy)
    ? `${needed}. Without them a server takes the blocks in ${copy}, which lay there already: they have to be that network’s.`
    : `${needed}, or its blocks, the FILE of sealdesk dev-network, copied to ${copy} before the first one starts. Without either a server begins another network, on which this log can’t be anchored any more.`
}
