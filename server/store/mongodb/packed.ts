import { Binary } from 'mongodb'

/** Pieces of packed bytes, as views of them; the last one may be shorter. */
export function* piecesOf(bytes: Uint8Array, length: number): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += length) yield bytes.subarray(from, from + length)
}

export function binaryOf(bytes: Uint8Array): Binary {
  return new Binary(bytes)
}

/** The bytes that a document holds. */
export function bytesOf(binary: Binary): Uint8Array {
  return binary.buffer.subarray(0, binary.length())
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}
