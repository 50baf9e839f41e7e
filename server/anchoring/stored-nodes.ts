import { concatBytes } from '@noble/hashes/utils.js'
import { type MapNodes, unpackNodes } from '../../core/proof/map/nodes.ts'
import type { ProofStore } from '../store/proofs.ts'

/** The map's nodes as they lie in the store. Reading rejects with MissingNode where one isn't there. */
export function storedNodes(proofs: Pick<ProofStore, 'mapNodes'>): MapNodes {
  return { read: async hashes => unpackNodes(await proofs.mapNodes(concatBytes(...hashes))) }
}
