import { ed25519 } from '@noble/curves/ed25519.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { ConsistencyAnswer } from '../../../../client/proof/memory/judge-checkpoint.ts'
import { formatCheckpoint } from '../../../../core/proof/log/checkpoint.ts'
import { formatVerifierKey, signNote } from '../../../../core/proof/log/note.ts'
import { type CompletedHashes, completedBy, consistencyPath, leafHash, rootOf } from '../../../../core/proof/log/tree.ts'

export const ORIGIN = 'desk.test'
export const LOG_SEED = new Uint8Array(32).fill(7)
export const LOG_KEY = formatVerifierKey(ORIGIN, ed25519.getPublicKey(LOG_SEED))

/** A small epoch log with any records, and what its server says about it. */
export class SmallLog {
  readonly #hashes = new Map<string, string>()
  readonly #reader: CompletedHashes = {
    read: async positions => positions.map(({ level, index }) => this.#hashes.get(`${level} ${index}`) ?? ''),
  }

  /** `seed` signs; another one is another key. */
  static async of(records: readonly string[]): Promise<SmallLog> {
    const log = new SmallLog()
    for (const [index, record] of records.entries()) {
      const completed = await completedBy(index, leafHash(record), log.#reader)
      for (const [level, hash] of completed.entries()) log.#hashes.set(`${level} ${index >> level}`, hash)
    }
    return log
  }

  async checkpoint(size: number, seed: Uint8Array = LOG_SEED): Promise<string> {
    return signNote(formatCheckpoint({ origin: ORIGIN, size, root: await rootOf(size, this.#reader) }), { name: ORIGIN, seed })
  }

  consistency = async (first: number, second: number): Promise<ConsistencyAnswer> => ({
    kind: 'path',
    path: await consistencyPath(first, second, this.#reader),
  })
}

export const hash = (fill: number) => bytesToHex(new Uint8Array(32).fill(fill))
