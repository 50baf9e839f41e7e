import { z } from 'zod'
import { formatOutpoint, parseOutpoint } from '../../core/proof/bitcoin/outpoint.ts'
import { outpointSchema } from '../../core/proof/bundle/trust.ts'
import type { Store } from '../store/store.ts'
import { type Coin, LEAST_FEE_RATE } from './anchor-transaction.ts'
import type { AnchorNetwork, Unspent } from './network.ts'

const SETTING = 'anchoring/genesis'

/** A line isn't begun with less than some anchors need. */
export const LEAST_GENESIS_SATOSHIS = 10 * LEAST_FEE_RATE

/** The outpoint that the line begins with, published with the log's key. It can't be changed. */
const genesisSchema = z.object({
  network: z.enum(['dev', 'test', 'main']),
  seal: outpointSchema,
  satoshis: z.number().int().min(1),
  /** Whose output it is. */
  address: z.string(),
})
export type Genesis = z.infer<typeof genesisSchema>

/** The genesis seal of this store; null before there is one. */
export async function readGenesis(store: Pick<Store, 'setting'>): Promise<Genesis | null> {
  const text = await store.setting(SETTING)
  return text === null ? null : genesisSchema.parse(JSON.parse(text))
}

/** What input 0 of the first anchor spends. */
export function genesisCoin({ seal, satoshis }: Genesis): Coin {
  return { ...parseOutpoint(seal), satoshis }
}

/**
 * Settles the genesis seal, once for ever: the first unspent output at the anchor's address that is in a block and worth enough. Null while
 * there is none. @throws NetworkUnavailable
 */
export async function settleGenesis(
  store: Pick<Store, 'settleSetting'>,
  network: Pick<AnchorNetwork, 'name' | 'chain'>,
  address: string,
): Promise<Genesis | null> {
  const unspent = await network.chain.unspent(address)
  const first = unspent.find(isEnough)
  if (first === undefined) return null
  const genesis: Genesis = { network: network.name, seal: formatOutpoint(first), satoshis: first.satoshis, address }
  // Whoever settles first is right: what stands is taken, whatever was found here.
  return genesisSchema.parse(JSON.parse(await store.settleSetting(SETTING, JSON.stringify(genesis))))
}

/** An unconfirmed one could still vanish, and the trust files that name it would be worth nothing. */
function isEnough({ confirmed, satoshis }: Unspent): boolean {
  return confirmed && satoshis >= LEAST_GENESIS_SATOSHIS
}
