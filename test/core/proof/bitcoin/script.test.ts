import { OP, Script } from '@bsv/sdk'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  anchoredBytes,
  anchorScript,
  isP2pkh,
  p2pkhKeyHash,
  p2pkhScript,
  pushOf,
  readPushes,
} from '../../../../core/proof/bitcoin/script.ts'
import { KEY, lockTo } from './sdk.ts'

const sizes = fc.oneof(fc.nat(80), fc.constantFrom(75, 76, 255, 256, 65_535, 65_536))
const data = fc.tuple(sizes, fc.nat(255)).map(([size, byte]) => new Uint8Array(size).fill(byte))

describe('a push', () => {
  it('is the one that the SDK writes', () => {
    fc.assert(
      fc.property(data, bytes => {
        // The SDK pushes a byte of one to sixteen with its length before it; the shortest form is its own operation.
        fc.pre(bytes.length !== 1)
        expect(hex(pushOf(bytes))).toBe(new Script().writeBin([...bytes]).toHex())
      }),
    )
  })

  it('is read back, with others before and after it', () => {
    fc.assert(
      fc.property(fc.array(data, { maxLength: 4 }), pushes => {
        expect(readPushes(concat(pushes.map(pushOf)), 4)?.map(hex)).toEqual(pushes.map(hex))
      }),
      { numRuns: 50 },
    )
  })

  it.each([
    ['4c01aa', 'one byte with OP_PUSHDATA1'],
    ['0101', 'the number 1 with its length'],
    ['0181', 'the number -1 with its length'],
    ['4d0100aa', 'one byte with OP_PUSHDATA2'],
    ['4e01000000aa', 'one byte with OP_PUSHDATA4'],
    ['02aa', 'a push cut off'],
    ['4c', 'a length cut off'],
    ['76', 'something else than a push'],
    ['ac', 'something else than a push'],
    ['50', 'a reserved operation'],
    ['000000', 'more pushes than are asked for'],
  ])('is not read from %s: %s', hex => {
    expect(readPushes(Uint8Array.from(Buffer.from(hex, 'hex')), 2)).toBeNull()
  })

  it('of a small number has one byte', () => {
    expect(readPushes(Uint8Array.of(0x00, 0x4f, 0x51, 0x60), 4)).toEqual([[], [0x81], [1], [16]].map(bytes => Uint8Array.from(bytes)))
  })
})

describe('the script of an anchor', () => {
  const checkpoint = 'sealdesk.example/log\n6\nAKnQfAf5lMCxRw3qfac1t4dWm5wedc/4VTgWIaX9LJ8=\n\n— sealdesk.example/log b2g=\n'

  it('is a data output with a tag and the signed checkpoint', () => {
    const bytes = (text: string) => [...new TextEncoder().encode(text)]
    const script = new Script()
      .writeOpCode(OP.OP_FALSE)
      .writeOpCode(OP.OP_RETURN)
      .writeBin(bytes('sealdesk/anchor/v1'))
      .writeBin(bytes(checkpoint))
    expect(hex(anchorScript(checkpoint))).toBe(script.toHex())
  })

  it('gives back what it carries', () => {
    expect(new TextDecoder().decode(anchoredBytes(anchorScript(checkpoint)) ?? undefined)).toBe(checkpoint)
  })

  it('is no other script: one byte changed, dropped or added anywhere before the checkpoint', () => {
    const good = anchorScript(checkpoint)
    const before = good.length - new TextEncoder().encode(checkpoint).length
    for (let at = 0; at < before; at++) {
      expect(anchoredBytes(good.with(at, (good[at] ?? 0) ^ 1))).toBeNull()
      expect(anchoredBytes(concat([good.slice(0, at), good.slice(at + 1)]))).toBeNull()
      expect(anchoredBytes(concat([good.slice(0, at), Uint8Array.of(0), good.slice(at)]))).toBeNull()
    }
    expect(anchoredBytes(concat([good, Uint8Array.of(0)]))).toBeNull()
    expect(anchoredBytes(good.slice(0, -1))).toBeNull()
  })
})

describe('a P2PKH script', () => {
  const good = Uint8Array.from(lockTo(KEY).toBinary())

  it('is the one that the SDK makes', () => {
    const keyHash = Uint8Array.from(KEY.toPublicKey().toHash() as number[])
    expect(p2pkhScript(keyHash)).toEqual(good)
    expect(p2pkhKeyHash(good)).toEqual(keyHash)
  })

  it('is no other script', () => {
    for (const at of [0, 1, 2, 23, 24]) expect(isP2pkh(good.with(at, (good[at] ?? 0) ^ 1))).toBe(false)
    expect(isP2pkh(good.slice(0, -1))).toBe(false)
    expect(isP2pkh(concat([good, Uint8Array.of(0xac)]))).toBe(false)
    expect(isP2pkh(new Uint8Array())).toBe(false)
  })
})

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts))
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
