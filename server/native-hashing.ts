import { hash } from 'node:crypto'
import { CONTENT_TAG, type Hashing } from '../core/events/hash.ts'

const ENCODER = new TextEncoder()
const TAG = ENCODER.encode(CONTENT_TAG)
const SALT = 32

/** Node's own SHA-256: several times as fast as the pure one, with the same answers. */
export function createNativeHashing(): Hashing {
  // The bytes that a commitment is the hash of, put together here each time anew: one hash of one piece is the fastest.
  let scratch = Buffer.alloc(TAG.length + SALT + 4096)
  scratch.set(TAG)
  return {
    sha256Hex: text => hash('sha256', text),
    contentCommitment(salt, content) {
      // A UTF-16 code unit is at most three bytes of UTF-8.
      const needed = TAG.length + SALT + content.length * 3
      if (needed > scratch.length) {
        scratch = Buffer.alloc(needed)
        scratch.set(TAG)
      }
      if (scratch.write(salt, TAG.length, SALT, 'hex') !== SALT) throw new TypeError('a salt is 64 hex digits')
      const { written } = ENCODER.encodeInto(content, scratch.subarray(TAG.length + SALT))
      return hash('sha256', scratch.subarray(0, TAG.length + SALT + written))
    },
  }
}
