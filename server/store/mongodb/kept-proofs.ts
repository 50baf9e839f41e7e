import type { KeptProof, ProofStore } from '../proofs.ts'
import type { Connection } from './connection.ts'
import { aggregateKey, aggregateOf } from './event-documents.ts'
import { putNewer } from './newer-wins.ts'
import { binaryOf, bytesOf } from './packed.ts'
import type { KeptProofDocument, ProofCollections } from './proof-collections.ts'

/** So many proofs are written, or read, in one go. */
const PIECE = 1000

export function openKeptProofs(
  connection: Connection,
  { kept }: Pick<ProofCollections, 'kept'>,
): Pick<ProofStore, 'keepProofs' | 'keptProof' | 'keptProofs'> {
  return {
    async keepProofs(proofs) {
      const documents = new Map<string, KeptProofDocument>()
      for (const { aggregate, epoch, version, siblings } of proofs) {
        const key = aggregateKey(aggregate)
        if (version > (documents.get(key)?.version ?? 0)) documents.set(key, { _id: key, epoch, version, siblings: binaryOf(siblings) })
      }
      const puts = [...documents.values()].map(document => ({ document, over: { version: { $lt: document.version } } }))
      for (let from = 0; from < puts.length; from += PIECE) await putNewer(connection, kept.collectionName, puts.slice(from, from + PIECE))
    },
    async keptProof(aggregate) {
      const found = await connection.ask(() => kept.findOne({ _id: aggregateKey(aggregate) }))
      return found === null ? null : proofOf(found)
    },
    async *keptProofs() {
      for (let after = ''; ; ) {
        const page = await connection.ask(() => kept.find({ _id: { $gt: after } }, { sort: { _id: 1 }, limit: PIECE }).toArray())
        const last = page.at(-1)
        if (last === undefined) return
        yield page.map(found => ({ aggregate: aggregateOf(found._id), ...proofOf(found) }))
        after = last._id
      }
    },
  }
}

function proofOf({ epoch, version, siblings }: KeptProofDocument): KeptProof {
  return { epoch, version, siblings: new Uint8Array(bytesOf(siblings)) }
}
