import { ConfigError } from '../config-error.ts'
import type { BlockHeaders } from '../store/proofs.ts'
import type { Store } from '../store/store.ts'
import { readGenesis } from './genesis.ts'
import type { AnchorNetwork } from './network.ts'

type Kept = Pick<Store, 'setting' | 'noted' | 'note'> & { readonly blocks: Pick<BlockHeaders, 'clear'> }

/** Notes whose block headers are kept. */
const NOTE = 'block-headers'

/**
 * Sees to it that nothing of two networks is mixed in one store. A line of anchors stays on the network that it was begun on: headers of
 * another one would take the place of those that its anchors stand on. Before there is a line, only headers are kept, which can be fetched anew.
 * @throws ConfigError where the line was begun on another network
 */
export async function settleNetwork(store: Kept, network: AnchorNetwork['name']): Promise<void> {
  const genesis = await readGenesis(store)
  if (genesis !== null && genesis.network !== network)
    throw new ConfigError(
      'ANCHOR_NETWORK',
      `the line of anchors in this store was begun on ${genesis.network}, and can’t go on on ${network}; give ${genesis.network}, or begin a new log in a new store.`,
    )
  const noted = await store.noted(NOTE)
  if (noted === network) return
  if (noted !== null) await store.blocks.clear()
  await store.note(NOTE, network)
}
