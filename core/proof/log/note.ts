import { ed25519 } from '@noble/curves/ed25519.js'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { NoteError } from './note-error.ts'
import { decodeUtf8 } from './utf8.ts'
import { keyId, parseVerifierKey } from './verifier-key.ts'

export { NoteError } from './note-error.ts'
export { formatVerifierKey, parseVerifierKey, type VerifierKey } from './verifier-key.ts'

/** One signature line: which key claims to have signed, and its signature. */
export type NoteSignature = { readonly name: string; readonly keyId: string; readonly signature: Uint8Array }

/** A note, read but not yet verified: nothing in `text` may be believed before `verifyNote`. */
export type Note = {
  /** What is signed, with its last line feed. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

/** Each costs a verification when it names the known key. C2SP asks for 16 at least. */
const MAX_SIGNATURES = 100
const SIGNATURE_LINE = /^— ([^\p{White_Space}+]+) ([^ ]+)$/u
const LONE_SURROGATE = /\p{Surrogate}/u
// biome-ignore lint/suspicious/noControlCharactersInRegex: what a note must not contain
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/

/** The parts of a C2SP signed note (c2sp.org/signed-note), given as text or as UTF-8. Throws `NoteError` for anything else. */
export function parseNote(note: string | Uint8Array): Note {
  const whole = typeof note === 'string' ? note : decodeUtf8(note)
  if (whole === null) throw new NoteError('note: not UTF-8')
  checkCharacters(whole)
  // A text may contain empty lines: the last one is what separates it from the signatures.
  const end = whole.lastIndexOf('\n\n')
  const lines = whole.slice(end + 2).split('\n', MAX_SIGNATURES + 2)
  if (end === -1 || lines.length < 2 || !whole.endsWith('\n')) throw new NoteError('note: no signatures')
  if (lines.length === MAX_SIGNATURES + 2) throw new NoteError(`note: more than ${MAX_SIGNATURES} signatures`)
  return { text: whole.slice(0, end + 1), signatures: lines.slice(0, -1).map(parseSignature) }
}

/**
 * Returns if the note is signed by this key (`name+id+base64`), else throws `NoteError`. Signatures of other keys are ignored; every one
 * that names this key must be good (specification, sections 9.6 and 9.19).
 */
export function verifyNote(note: Note, vkey: string): void {
  const key = parseVerifierKey(vkey)
  const own = note.signatures.filter(({ name, keyId }) => name === key.name && keyId === key.id)
  if (own.length === 0) throw new NoteError('note: no signature by the known key')
  const message = utf8ToBytes(note.text)
  for (const { signature } of own) {
    // RFC 8032 to the letter (no ZIP-215): all verifiers must agree on which signatures are good.
    if (signature.length !== 64 || !ed25519.verify(signature, message, key.publicKey, { zip215: false }))
      throw new NoteError('note: signature does not verify')
  }
}

/** The signed note of a text. `seed` is the 32-byte private key of RFC 8032. Throws `NoteError` for a text or name that can't be in a note. */
export function signNote(text: string, key: { readonly name: string; readonly seed: Uint8Array }): string {
  const signature = ed25519.sign(utf8ToBytes(text), key.seed)
  const id = hexToBytes(keyId(key.name, ed25519.getPublicKey(key.seed)))
  const note = `${text}\n— ${key.name} ${encodeBase64(concatBytes(id, signature))}\n`
  // Reading it back leaves one place that knows what is well formed.
  if (parseNote(note).text !== text) throw new NoteError('note: the text must end with a line feed')
  return note
}

function checkCharacters(text: string): void {
  if (LONE_SURROGATE.test(text)) throw new NoteError('note: not UTF-8')
  if (CONTROL.test(text)) throw new NoteError('note: control character')
}

function parseSignature(line: string): NoteSignature {
  const [, name, base64] = SIGNATURE_LINE.exec(line) ?? []
  if (name === undefined || base64 === undefined) throw new NoteError('note: not a signature line')
  const bytes = decodeBase64(base64, rule => new NoteError(`note: ${rule}`))
  if (bytes.length < 5) throw new NoteError('note: signature too short')
  return { name, keyId: bytesToHex(bytes.subarray(0, 4)), signature: bytes.subarray(4) }
}
