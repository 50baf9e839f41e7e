import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { parseDecimal } from '../../events/decimal.ts'
import { isHash } from '../../events/names.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'

/** That a record is in the log of a checkpoint (c2sp.org/tlog-proof), read but not yet verified. */
export type TlogProof = {
  /** The record's index among the log's leaves. */
  readonly index: number
  /** RFC 6962 inclusion path from the leaf's sibling up, each hash in hex. */
  readonly path: readonly string[]
  /** The signed checkpoint, verbatim. */
  readonly checkpoint: string
  /** Further bytes (hex) that came along. Nothing vouches for them. */
  readonly extra: string | null
}

const FIRST_LINE = 'c2sp.org/tlog-proof@v1'
const INDEX = 'index '
const EXTRA = 'extra '

/** A text that isn't a tlog-proof, or a proof that can't be written as one. The message names the rule. */
export class TlogProofError extends Error {
  override readonly name = 'TlogProofError'
}

/** The exact text of a proof. Throws `TlogProofError` for an index or hash that can't be written. */
export function formatTlogProof(proof: Omit<TlogProof, 'extra'> & { readonly extra?: string | null }): string {
  const { index, path, checkpoint, extra = null } = proof
  if (!path.every(isHash)) throw new TlogProofError('tlog-proof: hash is not 32 bytes')
  const lines = [FIRST_LINE, ...(extra === null ? [] : [EXTRA + toBase64(extra)]), INDEX + index, ...path.map(toBase64), '', checkpoint]
  const text = lines.join('\n')
  parseTlogProof(text)
  return text
}

/** The parts of a proof's exact text; its checkpoint is for `parseCheckpoint`. Throws `TlogProofError`. */
export function parseTlogProof(text: string): TlogProof {
  const end = text.indexOf('\n\n')
  if (end === -1) throw new TlogProofError('tlog-proof: no empty line')
  const [first, ...lines] = text.slice(0, end).split('\n')
  if (first !== FIRST_LINE) throw new TlogProofError('tlog-proof: first line')
  const extra = lines[0]?.startsWith(EXTRA) ? lines.shift()?.slice(EXTRA.length) : undefined
  const indexLine = lines.shift()
  if (!indexLine?.startsWith(INDEX)) throw new TlogProofError('tlog-proof: index line')
  const index = parseDecimal(indexLine.slice(INDEX.length))
  if (index === null) throw new TlogProofError('tlog-proof: index')
  return {
    index,
    path: lines.map(parseHash),
    checkpoint: text.slice(end + 2),
    extra: extra === undefined ? null : bytesToHex(decodeBase64(extra, refuse)),
  }
}

function parseHash(line: string): string {
  const hash = decodeBase64(line, refuse)
  if (hash.length !== 32) throw new TlogProofError('tlog-proof: hash is not 32 bytes')
  return bytesToHex(hash)
}

function toBase64(hex: string): string {
  return encodeBase64(hexToBytes(hex))
}

function refuse(rule: string): TlogProofError {
  return new TlogProofError(`tlog-proof: ${rule}`)
}
