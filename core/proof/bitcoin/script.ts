import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { ByteReader, BytesError, equalBytes, uint32Bytes } from './bytes.ts'

const OP_FALSE = 0x00
const OP_PUSHDATA1 = 0x4c
const OP_PUSHDATA2 = 0x4d
const OP_PUSHDATA4 = 0x4e
const OP_1NEGATE = 0x4f
const OP_1 = 0x51
const OP_RETURN = 0x6a

const ANCHOR_TAG = utf8ToBytes('sealdesk/anchor/v1')
const P2PKH_START = Uint8Array.of(0x76, 0xa9, 20) // OP_DUP OP_HASH160 <20 bytes>
const P2PKH_END = Uint8Array.of(0x88, 0xac) // OP_EQUALVERIFY OP_CHECKSIG

/** Output 0 of the anchor that carries this signed checkpoint: there is only one script for it. Specification, section 6. */
export function anchorScript(checkpoint: string): Uint8Array {
  return concatBytes(Uint8Array.of(OP_FALSE, OP_RETURN), pushOf(ANCHOR_TAG), pushOf(utf8ToBytes(checkpoint)))
}

/** The bytes after the tag in an anchor's output 0: its signed checkpoint. `null` for any other script. */
export function anchoredBytes(script: Uint8Array): Uint8Array | null {
  if (script[0] !== OP_FALSE || script[1] !== OP_RETURN) return null
  const [tag, checkpoint] = readPushes(script.subarray(2), 2) ?? []
  if (tag === undefined || checkpoint === undefined) return null
  return equalBytes(tag, ANCHOR_TAG) ? checkpoint : null
}

/** The script that lets the owner of a public key spend an output. `keyHash` is the key's `hash160`, 20 bytes. */
export function p2pkhScript(keyHash: Uint8Array): Uint8Array {
  return concatBytes(P2PKH_START, keyHash, P2PKH_END)
}

/** The hash of the public key that a P2PKH script names; `null` for any other script. */
export function p2pkhKeyHash(script: Uint8Array): Uint8Array | null {
  const matches =
    script.length === 25 && P2PKH_START.every((byte, i) => script[i] === byte) && P2PKH_END.every((byte, i) => script[23 + i] === byte)
  return matches ? script.slice(3, 23) : null
}

export function isP2pkh(script: Uint8Array): boolean {
  return p2pkhKeyHash(script) !== null
}

/**
 * What a script of pushes alone pushes; `null` where it does more, has more than `most` pushes, or doesn't write each in its shortest form
 * (section 9.6).
 */
export function readPushes(script: Uint8Array, most: number): readonly Uint8Array[] | null {
  const reader = new ByteReader(script)
  const pushes: Uint8Array[] = []
  try {
    while (reader.left > 0) {
      const start = reader.offset
      const data = readPush(reader)
      if (data === null || pushes.length === most || pushOf(data).length !== reader.offset - start) return null
      pushes.push(data)
    }
    return pushes
  } catch (error) {
    if (error instanceof BytesError) return null
    throw error
  }
}

function readPush(reader: ByteReader): Uint8Array | null {
  const code = reader.uint8()
  if (code < OP_PUSHDATA1) return reader.take(code)
  if (code === OP_PUSHDATA1) return reader.take(reader.uint8())
  if (code === OP_PUSHDATA2) return reader.take(reader.uint8() + reader.uint8() * 256)
  if (code === OP_PUSHDATA4) return reader.take(reader.uint32())
  if (code === OP_1NEGATE) return Uint8Array.of(0x81)
  return code >= OP_1 && code < OP_1 + 16 ? Uint8Array.of(code - OP_1 + 1) : null
}

/** The shortest push of these bytes. */
export function pushOf(data: Uint8Array): Uint8Array {
  const [first = 0] = data
  if (data.length === 1 && first >= 1 && first <= 16) return Uint8Array.of(OP_1 + first - 1)
  if (data.length === 1 && first === 0x81) return Uint8Array.of(OP_1NEGATE)
  return concatBytes(pushCode(data.length), data)
}

function pushCode(length: number): Uint8Array {
  if (length < OP_PUSHDATA1) return Uint8Array.of(length)
  if (length < 0x100) return Uint8Array.of(OP_PUSHDATA1, length)
  if (length < 0x1_0000) return Uint8Array.of(OP_PUSHDATA2, length % 256, length >> 8)
  return concatBytes(Uint8Array.of(OP_PUSHDATA4), uint32Bytes(length))
}
