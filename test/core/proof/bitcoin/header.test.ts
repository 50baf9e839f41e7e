import { describe, expect, it } from 'vitest'
import { BytesError } from '../../../../core/proof/bitcoin/bytes.ts'
import { headerTime, parseBlockHeader } from '../../../../core/proof/bitcoin/header.ts'
import { meetsItsBits, targetOf } from '../../../../core/proof/bitcoin/work.ts'

/** The first block there is: everybody knows it. */
const FIRST_BLOCK =
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c'

describe('a block header', () => {
  const header = parseBlockHeader(FIRST_BLOCK)

  it('is read from its 80 bytes', () => {
    expect(header).toEqual({
      hash: '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
      previous: '0'.repeat(64),
      merkleRoot: '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b',
      time: 1231006505,
      bits: 0x1d00ffff,
    })
    expect(headerTime(header)).toBe('2009-01-03T18:15:05.000Z')
  })

  it.each([[FIRST_BLOCK.slice(2)], [`${FIRST_BLOCK}00`], [FIRST_BLOCK.toUpperCase()], ['']])('is 80 bytes in lowercase hex', hex => {
    expect(() => parseBlockHeader(hex)).toThrow(BytesError)
  })

  it('has its work on every network that allows it, and loses it with any other nonce', () => {
    expect(meetsItsBits(header, 'main')).toBe(true)
    expect(meetsItsBits(header, 'test')).toBe(true)
    expect(meetsItsBits(header, 'dev')).toBe(true)
    expect(meetsItsBits(parseBlockHeader(FIRST_BLOCK.replace(/1dac2b7c$/, '1eac2b7c')), 'main')).toBe(false)
  })
})

describe('the bits of a block', () => {
  it.each([
    [0x1b0404cb, 0x404cbn << 192n],
    [0x1d00ffff, 0xffffn << 208n],
    [0x207fffff, 0x7fffffn << 232n],
    [0x05009234, 0x92340000n],
    [0x03123456, 0x123456n],
    [0x02123456, 0x1234n],
    [0x01123456, 0x12n],
    [0x00123456, 0n],
    [0x04923456, null],
    [0x04800000, 0n],
  ])('%s stand for a target', (bits, target) => {
    expect(targetOf(bits)).toBe(target)
  })

  it('may demand no less than the network', () => {
    const easy = { hash: '00'.repeat(32), previous: '', merkleRoot: '', time: 0, bits: 0x207fffff }
    expect(meetsItsBits(easy, 'dev')).toBe(true)
    expect(meetsItsBits(easy, 'main')).toBe(false)
    expect(meetsItsBits({ ...easy, bits: 0x21008000 }, 'dev')).toBe(false)
    expect(meetsItsBits({ ...easy, hash: 'ff'.repeat(32) }, 'dev')).toBe(false)
  })

  it('may be met exactly, and not missed by one', () => {
    const at = (target: bigint) => ({
      hash: target.toString(16).padStart(64, '0'),
      previous: '',
      merkleRoot: '',
      time: 0,
      bits: 0x1b0404cb,
    })
    expect(meetsItsBits(at(0x404cbn << 192n), 'main')).toBe(true)
    expect(meetsItsBits(at((0x404cbn << 192n) + 1n), 'main')).toBe(false)
  })
})
