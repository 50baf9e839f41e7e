import { parseBump } from '../../core/proof/bitcoin/bump.ts'
import { BytesError } from '../../core/proof/bitcoin/bytes.ts'
import { parseBlockHeader } from '../../core/proof/bitcoin/header.ts'
import { formatMerklePath, merklePath, merkleRoot } from '../../core/proof/bitcoin/merkle-path.ts'
import type { KeptHeader } from '../store/proofs.ts'

/** The exact path of the transaction alone (specification, section 9.8), or what is wrong with what was sent: it completes “but …”. */
export type CheckedPath = { readonly ok: true; readonly path: string } | { readonly ok: false; readonly why: string }

/** Whether a Merkle path (BUMP in hex, as services send it) leads from a transaction to the root in a header that was followed. */
export function checkMerklePath(bump: string, txid: string, { height, header }: KeptHeader): CheckedPath {
  try {
    const path = merklePath(parseBump(bump), txid)
    if (path.height !== height) return { ok: false, why: `its Merkle path is one for height ${path.height}, not ${height}` }
    const root = merkleRoot(path)
    const { merkleRoot: expected } = parseBlockHeader(header)
    if (root !== expected) return { ok: false, why: `its Merkle path leads to ${root}, and the header says ${expected}` }
    return { ok: true, path: formatMerklePath(path) }
  } catch (error) {
    if (!(error instanceof BytesError)) throw error
    return { ok: false, why: `its Merkle path can’t be used: ${error.message}` }
  }
}
