import { ByteReader, BytesError } from './bytes.ts'

const SEQUENCE = 0x30
const INTEGER = 0x02

/**
 * The two numbers of an ECDSA signature in strict DER (BIP 66), as 64 bytes. Throws `BytesError` for any other form: a signature that can
 * be written in two ways lets anybody change the id of a transaction.
 */
export function compactSignature(der: Uint8Array): Uint8Array {
  const reader = new ByteReader(der)
  if (reader.uint8() !== SEQUENCE || reader.uint8() !== reader.left) throw new BytesError('not a signature in DER')
  const compact = new Uint8Array(64)
  compact.set(readInteger(reader), 0)
  compact.set(readInteger(reader), 32)
  reader.end()
  return compact
}

/** A positive integer in its shortest form, as 32 bytes. */
function readInteger(reader: ByteReader): Uint8Array {
  if (reader.uint8() !== INTEGER) throw new BytesError('not an integer in DER')
  const bytes = reader.take(reader.uint8())
  const [first = 0x80, second = 0] = bytes
  if (first >= 0x80) throw new BytesError('a number of the signature is empty or negative')
  if (first === 0 && bytes.length > 1 && second < 0x80) throw new BytesError('a number of the signature is not in its shortest form')
  const digits = first === 0 ? bytes.subarray(1) : bytes
  if (digits.length > 32) throw new BytesError('a number of the signature is too large')
  const padded = new Uint8Array(32)
  padded.set(digits, 32 - digits.length)
  return padded
}
