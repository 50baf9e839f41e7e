import { readWord, writeWord } from './word.ts'

/** The constants of SHA-256 (FIPS 180-4, 4.2.2 and 5.3.3). */
const ROUND = Int32Array.of(
  0x428a2f98,
  0x71374491,
  0xb5c0fbcf,
  0xe9b5dba5,
  0x3956c25b,
  0x59f111f1,
  0x923f82a4,
  0xab1c5ed5,
  0xd807aa98,
  0x12835b01,
  0x243185be,
  0x550c7dc3,
  0x72be5d74,
  0x80deb1fe,
  0x9bdc06a7,
  0xc19bf174,
  0xe49b69c1,
  0xefbe4786,
  0x0fc19dc6,
  0x240ca1cc,
  0x2de92c6f,
  0x4a7484aa,
  0x5cb0a9dc,
  0x76f988da,
  0x983e5152,
  0xa831c66d,
  0xb00327c8,
  0xbf597fc7,
  0xc6e00bf3,
  0xd5a79147,
  0x06ca6351,
  0x14292967,
  0x27b70a85,
  0x2e1b2138,
  0x4d2c6dfc,
  0x53380d13,
  0x650a7354,
  0x766a0abb,
  0x81c2c92e,
  0x92722c85,
  0xa2bfe8a1,
  0xa81a664b,
  0xc24b8b70,
  0xc76c51a3,
  0xd192e819,
  0xd6990624,
  0xf40e3585,
  0x106aa070,
  0x19a4c116,
  0x1e376c08,
  0x2748774c,
  0x34b0bcb5,
  0x391c0cb3,
  0x4ed8aa4a,
  0x5b9cca4f,
  0x682e6ff3,
  0x748f82ee,
  0x78a5636f,
  0x84c87814,
  0x8cc70208,
  0x90befffa,
  0xa4506ceb,
  0xbef9a3f7,
  0xc67178f2,
)
const INITIAL = Int32Array.of(0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19)

const MESSAGE_BYTES = 65
const BLOCK_WORDS = 16
const ROUNDS = 64

/**
 * SHA-256 of messages of 65 bytes: a node's tag and halves. It reads and writes in place, without an object a hash, and takes from a table
 * what a second block of one message byte and padding comes to: an update of the map is nearly nothing but such hashes.
 */
export class NodeHasher {
  readonly #state = new Int32Array(8)
  readonly #schedule = new Int32Array(ROUNDS)
  /** For each last byte of a message, the schedule of the block that it is in. */
  readonly #tails = tailSchedules()

  /** Hashes the 65 bytes from `message` on and writes the 32 bytes of the hash from `out` on. */
  hash(bytes: Uint8Array, message: number, out: number): void {
    const schedule = this.#schedule
    for (let word = 0; word < BLOCK_WORDS; word++) schedule[word] = readWord(bytes, message + word * 4)
    expand(schedule, 0)
    this.#state.set(INITIAL)
    compress(this.#state, schedule, 0)
    compress(this.#state, this.#tails, (bytes[message + MESSAGE_BYTES - 1] ?? 0) * ROUNDS)
    for (let word = 0; word < 8; word++) writeWord(bytes, out + word * 4, this.#state[word] ?? 0)
  }
}

function tailSchedules(): Int32Array {
  const tails = new Int32Array(256 * ROUNDS)
  for (let last = 0; last < 256; last++) {
    tails[last * ROUNDS] = (last << 24) | 0x800000
    tails[last * ROUNDS + BLOCK_WORDS - 1] = MESSAGE_BYTES * 8
    expand(tails, last * ROUNDS)
  }
  return tails
}

/** Fills the schedule from its first sixteen words (FIPS 180-4, 6.2.2, step 1). */
function expand(schedule: Int32Array, at: number): void {
  for (let i = at + BLOCK_WORDS; i < at + ROUNDS; i++) {
    const x = schedule[i - 15] ?? 0
    const y = schedule[i - 2] ?? 0
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
    schedule[i] = (schedule[i - 16] ?? 0) + s0 + (schedule[i - 7] ?? 0) + s1
  }
}

/** The sixty-four rounds over one block, and the sum with the state before (steps 2 to 4). */
function compress(state: Int32Array, schedule: Int32Array, at: number): void {
  let a = state[0] ?? 0
  let b = state[1] ?? 0
  let c = state[2] ?? 0
  let d = state[3] ?? 0
  let e = state[4] ?? 0
  let f = state[5] ?? 0
  let g = state[6] ?? 0
  let h = state[7] ?? 0
  for (let i = 0; i < ROUNDS; i++) {
    const big1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const t1 = (h + big1 + ((e & f) ^ (~e & g)) + (ROUND[i] ?? 0) + (schedule[at + i] ?? 0)) | 0
    const big0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const t2 = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  state[0] = (state[0] ?? 0) + a
  state[1] = (state[1] ?? 0) + b
  state[2] = (state[2] ?? 0) + c
  state[3] = (state[3] ?? 0) + d
  state[4] = (state[4] ?? 0) + e
  state[5] = (state[5] ?? 0) + f
  state[6] = (state[6] ?? 0) + g
  state[7] = (state[7] ?? 0) + h
}
