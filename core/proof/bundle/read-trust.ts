import { isOrigin } from '../../events/names.ts'
import { NoteError, parseVerifierKey } from '../log/note.ts'
import { JsonError, parseJson } from './parse-json.ts'
import type { NetworkName, TrustFile } from './trust.ts'

/** What isn't a trust file. Its message says which part. */
export class TrustError extends Error {
  override readonly name = 'TrustError'
}

const OUTPOINT = /^[0-9a-f]{64}:(?:0|[1-9][0-9]{0,9})$/
const MAX_TRUST_FILE = 64 * 1024

/**
 * The parts of a trust file, given as parsed JSON. Specification, section 7. Throws `TrustError`.
 *
 * By hand, like all that the verifier reads: it stays small, and needs no other code than its own. `trustSchema` is the same for others.
 */
export function parseTrust(value: unknown): TrustFile {
  if (typeof value !== 'object' || value === null) throw new TrustError('it is not an object')
  const [origin, logKey, genesisSeal, network] = ['origin', 'logKey', 'genesisSeal', 'network'].map(key => text(value, key))
  if (origin === undefined || !isOrigin(origin)) throw new TrustError('origin is not the name of a log')
  if (logKey === undefined || keyName(logKey) !== origin)
    throw new TrustError('logKey is not the key of this log: its name is not the origin')
  if (genesisSeal === undefined || !OUTPOINT.test(genesisSeal)) throw new TrustError('genesisSeal is not an outpoint, txid:vout')
  if (!isNetwork(network)) throw new TrustError('network is not main, test or dev')
  return { origin, logKey, genesisSeal, network }
}

/** A trust file as text or as its UTF-8. Throws `TrustError`. */
export function parseTrustFile(json: Uint8Array | string): TrustFile {
  try {
    return parseTrust(parseJson(json, MAX_TRUST_FILE))
  } catch (error) {
    throw error instanceof JsonError ? new TrustError(`it is ${error.message}`) : error
  }
}

function text(object: object, key: string): string | undefined {
  const value: unknown = Object.hasOwn(object, key) ? Reflect.get(object, key) : undefined
  return typeof value === 'string' ? value : undefined
}

function keyName(vkey: string): string {
  try {
    return parseVerifierKey(vkey).name
  } catch (error) {
    if (error instanceof NoteError) throw new TrustError(`logKey is not a verifier key (${error.message})`)
    throw error
  }
}

function isNetwork(name: string | undefined): name is NetworkName {
  return name === 'main' || name === 'test' || name === 'dev'
}
