import type { Aggregate } from '../../../core/events/names.ts'
import type { KeptProof } from '../proofs.ts'
import { bytes, type Database, integer, type Row } from './database.ts'

/** Type, id, epoch, version, and where in bytes that are shared the siblings begin (from 1), and how many bytes they are. */
export type ListedProof = readonly [string, string, number, number, number, number]

/** Many rows in one statement, as calling SQLite once for each would take several times as long. Without any bytes, the driver binds null. */
const KEEP_PROOFS = `INSERT INTO kept_proofs (aggregate, epoch, version, siblings)
  SELECT a.id, value ->> 2, value ->> 3, coalesce(substr(?2, value ->> 4, value ->> 5), x'')
  FROM json_each(?1) CROSS JOIN aggregates a ON a.type = value ->> 0 AND a.name = value ->> 1 WHERE true
  ON CONFLICT (aggregate) DO UPDATE SET epoch = excluded.epoch, version = excluded.version, siblings = excluded.siblings
  WHERE excluded.version > version`

export const KEPT_PROOF = `SELECT epoch, version, siblings FROM kept_proofs
  WHERE aggregate = (SELECT id FROM aggregates WHERE type = ? AND name = ?)`

/** Proofs in the form in which they are written: a list, and the siblings of all of them one after another. */
export function packProofs(proofs: readonly (KeptProof & { readonly aggregate: Aggregate })[]) {
  const siblings = new Uint8Array(proofs.reduce((length, proof) => length + proof.siblings.length, 0))
  let end = 0
  const listed = proofs.map(({ aggregate, epoch, version, siblings: own }): ListedProof => {
    const begin = end
    siblings.set(own, begin)
    end += own.length
    return [aggregate.type, aggregate.id, epoch, version, begin + 1, own.length]
  })
  return { listed, siblings }
}

export function keepProofs(database: Database, listed: readonly ListedProof[], siblings: Uint8Array): void {
  database.run(KEEP_PROOFS, JSON.stringify(listed), siblings)
}

export function keptProof(database: Database, { type, id }: Aggregate): KeptProof | null {
  const read = (row: Row) => ({
    epoch: integer(row, 'epoch'),
    version: integer(row, 'version'),
    siblings: bytes(row, 'siblings'),
  })
  return database.get(KEPT_PROOF, read, type, id)
}
