import type { Aggregate } from '../../../core/events/names.ts'
import type { AggregateProof, KeptProof } from '../proofs.ts'
import { bytes, type Database, integer, type Row, text } from './database.ts'

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
export function packProofs(proofs: readonly AggregateProof[]) {
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
  return database.get(KEPT_PROOF, readProof, type, id)
}

export type KeptProofs = readonly (AggregateProof & { readonly row: number })[]

export const KEPT_PROOFS = `SELECT k.aggregate, a.type, a.name, k.epoch, k.version, k.siblings
  FROM kept_proofs k CROSS JOIN aggregates a ON a.id = k.aggregate WHERE k.aggregate > ? ORDER BY k.aggregate LIMIT ?`

/** Kept proofs after a row of `aggregates`. */
export function keptProofs(database: Database, after: number, limit: number): KeptProofs {
  const read = (row: Row) => ({
    ...readProof(row),
    row: integer(row, 'aggregate'),
    aggregate: { type: text(row, 'type'), id: text(row, 'name') },
  })
  return database.all(KEPT_PROOFS, read, after, limit)
}

function readProof(row: Row): KeptProof {
  return { epoch: integer(row, 'epoch'), version: integer(row, 'version'), siblings: bytes(row, 'siblings') }
}
