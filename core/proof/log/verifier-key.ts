import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { NoteError } from './note-error.ts'

/** Whose signatures are believed. Name and id together say which signature lines are this key's. */
export type VerifierKey = {
  /** For a log's key, the log's origin. */
  readonly name: string
  /** The first four bytes, in hex, of a hash over name, type and key. */
  readonly id: string
  /** Ed25519, 32 bytes as in RFC 8032. */
  readonly publicKey: Uint8Array
}

/** Signature type of Ed25519 in a C2SP signed note. */
const ED25519 = 0x01
const NAME = /^[^\p{White_Space}+]+$/u

/** The key that `name+id+base64` writes. Throws `NoteError` unless it is an Ed25519 key whose id is its own. */
export function parseVerifierKey(vkey: string): VerifierKey {
  // Neither name nor id can contain a +, base64 can.
  const [name = '', id = '', ...rest] = vkey.split('+')
  if (!isKeyName(name) || rest.length === 0) throw new NoteError('vkey: not name+id+base64')
  const bytes = decodeBase64(rest.join('+'), rule => new NoteError(`vkey: ${rule}`))
  if (bytes.length !== 33 || bytes[0] !== ED25519) throw new NoteError('vkey: not an Ed25519 key of type 0x01')
  const publicKey = bytes.slice(1)
  if (id !== keyId(name, publicKey)) throw new NoteError('vkey: key id does not match the key')
  return { name, id, publicKey }
}

/** `name+id+base64`: how a verifier key is published, in trust files too. Throws `NoteError` for a name or key that can't be one. */
export function formatVerifierKey(name: string, publicKey: Uint8Array): string {
  if (!isKeyName(name)) throw new NoteError('vkey: name')
  if (publicKey.length !== 32) throw new NoteError('vkey: not an Ed25519 key of type 0x01')
  return `${name}+${keyId(name, publicKey)}+${encodeBase64(concatBytes(Uint8Array.of(ED25519), publicKey))}`
}

/** The id of a key: eight hex digits. */
export function keyId(name: string, publicKey: Uint8Array): string {
  return bytesToHex(sha256(concatBytes(utf8ToBytes(`${name}\n`), Uint8Array.of(ED25519), publicKey)).subarray(0, 4))
}

/** Not empty, without white space and `+`. */
export function isKeyName(name: string): boolean {
  return NAME.test(name)
}
