import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { isCount, parseDecimal } from '../../events/decimal.ts'
import { isHash, isOrigin } from '../../events/names.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { type Note, NoteError, parseNote, parseVerifierKey, verifyNote } from './note.ts'

/** The head of an epoch log: how many epochs, and the root over their records. */
export type TreeHead = {
  readonly origin: string
  readonly size: number
  /** RFC 6962 root of the tree with that size, in hex. */
  readonly root: string
}

/** A checkpoint, read but not yet verified, with the note that it is the text of. */
export type Checkpoint = TreeHead & { readonly note: Note }

/**
 * The text of a checkpoint (c2sp.org/tlog-checkpoint), to be signed with `signNote`. Specification, section 5.
 *
 * Throws `NoteError` for a head that can't be written.
 */
export function formatCheckpoint({ origin, size, root }: TreeHead): string {
  if (!isOrigin(origin)) throw new NoteError('checkpoint: origin')
  if (!isCount(size)) throw new NoteError('checkpoint: size')
  if (!isHash(root)) throw new NoteError('checkpoint: root is not 32 bytes')
  return `${origin}\n${size}\n${encodeBase64(hexToBytes(root))}\n`
}

/** Reads a signed checkpoint without verifying it. Extension lines are accepted and ignored (section 9.6). Throws `NoteError`. */
export function parseCheckpoint(checkpoint: string | Uint8Array): Checkpoint {
  const note = parseNote(checkpoint)
  const lines = note.text.slice(0, -1).split('\n')
  const [origin = '', size = '', root = ''] = lines
  if (lines.length < 3 || lines.includes('')) throw new NoteError('checkpoint: fewer than three lines, or an empty one')
  if (!isOrigin(origin)) throw new NoteError('checkpoint: origin')
  const leaves = parseDecimal(size)
  if (leaves === null) throw new NoteError('checkpoint: size')
  const hash = decodeBase64(root, rule => new NoteError(`checkpoint: root is ${rule}`))
  if (hash.length !== 32) throw new NoteError('checkpoint: root is not 32 bytes')
  return { origin, size: leaves, root: bytesToHex(hash), note }
}

/** A checkpoint that is signed by the log's key, whose name is the log's origin. Throws `NoteError` for any other. */
export function openCheckpoint(checkpoint: string | Uint8Array, vkey: string): Checkpoint {
  verifyNote(parseNote(checkpoint), vkey)
  const opened = parseCheckpoint(checkpoint)
  if (opened.origin !== parseVerifierKey(vkey).name) throw new NoteError('checkpoint: origin')
  return opened
}
