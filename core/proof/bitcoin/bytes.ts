import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js'

/** Bytes, or their hex, that aren't what they should be: they end early, have more than they need, or are written in a longer form. */
export class BytesError extends Error {
  override readonly name = 'BytesError'
}

const NOT_HEX = /[^0-9a-f]/

/** The bytes of lowercase hex. Throws `BytesError` for anything else, uppercase too (specification, section 9.18). */
export function bytesOfHex(hex: string): Uint8Array {
  if (hex.length % 2 !== 0 || NOT_HEX.test(hex)) throw new BytesError('not bytes in lowercase hex')
  return hexToBytes(hex)
}

/** A hash as people write it: its bytes are in reverse order. */
export function displayHash(hash: Uint8Array): string {
  return bytesToHex(new Uint8Array(hash).reverse())
}

/** The bytes of a hash in display order, in the order in which they stand in transactions, paths and headers. */
export function internalHash(display: string): Uint8Array {
  return bytesOfHex(display).reverse()
}

/** All of them in a row. Unlike a call with each as an argument of its own, it bears any number. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

/**
 * Reads bytes from front to back, numbers in little endian. Every method throws `BytesError` where they end early.
 *
 * Copies are made with `Uint8Array.from`: `slice` of Node's Buffer, which is a Uint8Array too, answers a view of the same memory.
 */
export class ByteReader {
  readonly #bytes: Uint8Array
  #offset = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get offset(): number {
    return this.#offset
  }

  get left(): number {
    return this.#bytes.length - this.#offset
  }

  /** The next `length` bytes, as a copy. */
  take(length: number): Uint8Array {
    const start = this.#offset
    this.#skip(length)
    return this.since(start)
  }

  /** The bytes that were read since `start`, an earlier `offset`. */
  since(start: number): Uint8Array {
    return new Uint8Array(this.#bytes.subarray(start, this.#offset))
  }

  /** Whether the next bytes are these. Nothing is read. */
  startsWith(prefix: Uint8Array): boolean {
    return prefix.length <= this.left && prefix.every((byte, i) => byte === this.#bytes[this.#offset + i])
  }

  uint8(): number {
    return this.#number(1)
  }

  uint32(): number {
    return this.#number(4)
  }

  /** A number of 64 bits. Those beyond 2^53 − 1 stand for no amount and no count that can exist, and are refused. */
  uint64(): number {
    const low = this.#number(4)
    const number = this.#number(4) * 2 ** 32 + low
    if (!Number.isSafeInteger(number)) throw new BytesError('a number is too large')
    return number
  }

  /** A number of variable length, in its shortest form (section 9.6). */
  varint(): number {
    const first = this.uint8()
    if (first < 0xfd) return first
    const [number, least] =
      first === 0xfd ? [this.#number(2), 0xfd] : first === 0xfe ? [this.uint32(), 0x1_0000] : [this.uint64(), 0x1_0000_0000]
    if (number < least) throw new BytesError('a number is not in its shortest form')
    return number
  }

  /** Refuses bytes that are left over. */
  end(): void {
    if (this.left > 0) throw new BytesError(`${this.left} bytes after the end`)
  }

  #number(length: number): number {
    this.#skip(length)
    let number = 0
    for (let i = 1; i <= length; i++) number = number * 256 + (this.#bytes[this.#offset - i] ?? 0)
    return number
  }

  #skip(length: number): void {
    if (length > this.left) throw new BytesError('the bytes end early')
    this.#offset += length
  }
}

export function uint32Bytes(number: number): Uint8Array {
  return littleEndian(number, 4)
}

export function uint64Bytes(number: number): Uint8Array {
  return littleEndian(number, 8)
}

/** The shortest form of a number of variable length. */
export function varintBytes(number: number): Uint8Array {
  if (number < 0xfd) return Uint8Array.of(number)
  if (number < 0x1_0000) return concatBytes(Uint8Array.of(0xfd), littleEndian(number, 2))
  if (number < 0x1_0000_0000) return concatBytes(Uint8Array.of(0xfe), littleEndian(number, 4))
  return concatBytes(Uint8Array.of(0xff), littleEndian(number, 8))
}

function littleEndian(number: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => Math.floor(number / 2 ** (8 * i)) % 256)
}
