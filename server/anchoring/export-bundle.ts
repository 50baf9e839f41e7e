import type { Aggregate } from '../../core/events/names.ts'
import { KnownError } from '../../core/protocol/errors.ts'
import type { StoreReads } from '../store/store-reads.ts'
import { existingLog } from './existing-log.ts'
import { readGenesis } from './genesis.ts'
import { type BundleOptions, createProofs } from './proofs.ts'

/**
 * The proof bundle of an aggregate from a store that is only looked at, in pieces of its text. It holds what was in an epoch when the server
 * made its last one.
 * @throws KnownError as `Proofs.bundlePieces` does
 */
export async function exportBundle(store: StoreReads, aggregate: Aggregate, options: BundleOptions): Promise<AsyncIterable<string>> {
  const log = await existingLog(store)
  const genesis = await readGenesis(store)
  if (log === null || log.verifierKey === null) throw new KnownError('proof_not_ready')
  if (genesis === null) throw new KnownError('no_genesis_seal')
  const { origin, verifierKey } = log
  const proofs = createProofs({ store, origin, verifierKey, network: genesis.network, genesisSeal: () => genesis.seal })
  return proofs.bundlePieces(aggregate, options)
}
