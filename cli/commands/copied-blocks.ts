import { existsSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
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
  const chain = from.adapter === 'sqlite' ? resolve(devChainFile(from.path)) : null
  if (chain === null || !existsSync(chain)) return isOnDevNetwork ? elsewhere(to) : null
  if (to.adapter !== 'sqlite') return isOnDevNetwork ? shared(chain) : null
  const copy = resolve(devChainFile(to.path))
  rmSync(copy, { force: true })
  copyPrivately(chain, copy)
  return `The development network’s blocks are beside it, in ${copy}.`
}

/** Servers on a database share a network that is a process of its own. */
function shared(chain: string): string {
  return `The log is anchored on a development network, whose blocks stay in ${chain}. Before servers start on the copy, start that network with them, or with a copy of them, and keep it running:
  npx sealdesk dev-network ${quoted(chain)} --port 4000
It prints ARC_URL and WHATSONCHAIN_URL: give both to every server. With any other file nothing can be anchored (other_network).`
}

/** The blocks are where the source's network is, which is a process of its own. */
function elsewhere(to: StoreLocation): string {
  const place = 'The log is anchored on a development network that is a process of its own'
  if (to.adapter !== 'sqlite')
    return `${place}: keep it running, and give its ARC_URL and WHATSONCHAIN_URL to the servers on the copy, too.`
  const copy = resolve(devChainFile(to.path))
  const without = existsSync(copy)
    ? `Without either a server takes the blocks in ${copy}, which lay there already: they have to be that network’s, and on another one nothing can be anchored (other_network).`
    : 'Without either nothing can be anchored (other_network).'
  return `${place}. Before a server starts on the copy, stop that network, and copy the file that sealdesk dev-network was started with to where the copy’s blocks lie:
  cp FILE ${quoted(copy)}
Or keep it running, and give its ARC_URL and WHATSONCHAIN_URL to the server on the copy, too. ${without}`
}

/** As a shell takes it for one word. */
function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}
