import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import type { Store } from '../store/store.ts'
import type { AnchorNetwork } from './network.ts'
import { EXPLORERS } from './networks/explorer.ts'
import { newestMinedOf, OtherNetwork } from './own-network.ts'

/**
 * Stands for a development network whose file is gone while anchors of the log are in its blocks: a new one would know none of them, and would lie
 * in the way of the file when that is put back. It refuses everything with what is to be done. Null where nothing is missing.
 */
export async function missingNetwork(store: Store, origin: string, file: string): Promise<AnchorNetwork | null> {
  if (existsSync(file) || (await newestMinedOf(store, origin)) === null) return null
  const name = basename(file)
  const refuse = async (): Promise<never> => {
    throw missing(name)
  }
  return {
    name: 'dev',
    broadcaster: { feeRate: refuse, submit: refuse, status: refuse },
    chain: { unspent: refuse, spender: refuse, tip: refuse, header: refuse, hasBlock: refuse, transaction: refuse },
    place: { kind: 'file', name },
    explorer: EXPLORERS.dev,
    close: async () => {},
  }
}

function missing(name: string): OtherNetwork {
  return new OtherNetwork(
    `The file ${name} with the blocks of the development network that this desk’s anchors are on was not beside the store at the start. No other network was begun, as it would know none of them.`,
    `Put ${name}, or a copy of it, back beside the store, and start again: for a desk that was copied from a database that is the file that “sealdesk dev-network” was started with. Or give that network’s addresses as ARC_URL and WHATSONCHAIN_URL.`,
  )
}
