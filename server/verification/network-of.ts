import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { TrustFile } from '../../core/proof/bundle/trust.ts'
import type { Log } from '../actors/live-aggregate.ts'
import { openNetwork } from '../anchoring/networks/open-network.ts'
import { devChainFile, revealed } from '../anchoring/open-anchoring.ts'
import { timerSchedule } from '../anchoring/schedule.ts'
import type { Config } from '../config.ts'
import type { NetworkOrWhy } from './verify-store.ts'

/** Longer than anybody checks: no block is made meanwhile. */
const NO_BLOCKS_MS = 24 * 60 * 60 * 1000
const NO_SERVICES = { arcUrl: null, arcApiKey: null, whatsOnChainUrl: null, whatsOnChainApiKey: null }

/**
 * The network that a store is anchored on, to be asked. Of the development network it is a copy of its blocks, so that nothing is changed, and
 * a server may go on meanwhile; what waits for a block isn't in it.
 */
export async function networkOf(name: TrustFile['network'], { store, anchoring }: Config, log: Log): Promise<NetworkOrWhy> {
  // Addresses and keys are those of the network that is configured; any other has its usual ones.
  const services = revealed(anchoring.network === name ? anchoring : NO_SERVICES)
  const surroundings = { now: Date.now, schedule: timerSchedule, log, fetch }
  const file = store.adapter === 'sqlite' ? devChainFile(store.path) : null
  if (name === 'dev' && services.whatsOnChainUrl === null && file === null)
    return { unavailable: 'This development network is a process of its own: give its addresses as ARC_URL and WHATSONCHAIN_URL.' }
  if (name !== 'dev' || services.whatsOnChainUrl !== null || file === null)
    return openNetwork({ name, ...services, dev: { file, blockMs: NO_BLOCKS_MS, fund: null } }, surroundings)
  if (!existsSync(file)) return { unavailable: `The development network’s blocks, ${file}, are not there.` }

  const folder = await mkdtemp(join(tmpdir(), 'sealdesk-network-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const copy = join(folder, 'blocks')
    await copyFile(file, copy)
    const network = await openNetwork({ name, ...services, dev: { file: copy, blockMs: NO_BLOCKS_MS, fund: null } }, surroundings)
    return { ...network, place: { kind: 'file', name: basename(file) }, close: () => network.close().finally(remove) }
  } catch (error) {
    await remove()
    throw error
  }
}
