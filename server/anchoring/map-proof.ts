import { hexToBytes } from '@noble/hashes/utils.js'
import type { Aggregate } from '../../core/events/names.ts'
import { proveHead } from '../../core/proof/map/find.ts'
import { headValue, mapKey } from '../../core/proof/map/keys.ts'
import { checkInclusion, type Siblings } from '../../core/proof/map/prove.ts'
import type { ProofReads } from '../store/store-reads.ts'
import type { Covering } from './covering.ts'
import { storedNodes } from './stored-nodes.ts'

/**
 * The siblings that prove an aggregate's head in the map of a covering. Null where those that are stored don't lead to the map's root: a bundle
 * must never be given that fails. @throws MissingNode
 */
export async function mapProof(
  proofs: Pick<ProofReads, 'mapNodes'>,
  aggregate: Aggregate,
  { epoch, head, siblings }: Pick<Covering, 'epoch' | 'head' | 'siblings'>,
): Promise<Siblings | null> {
  const key = mapKey(aggregate)
  const path = siblings ?? (await proveHead(hexToBytes(epoch.mapRoot), key, storedNodes(proofs))).siblings
  return checkInclusion(key, headValue(aggregate, head.version, head.hash), path, epoch.mapRoot) ? path : null
}
