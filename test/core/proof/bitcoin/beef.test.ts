import { MerklePath, type Transaction as SdkTransaction } from '@bsv/sdk'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { isBeef, parseAtomicBeef } from '../../../../core/proof/bitcoin/beef.ts'
import { BytesError } from '../../../../core/proof/bitcoin/bytes.ts'
import { funding, KEY, lockTo, spend } from './sdk.ts'

const to = (satoshis: number) => ({ lockingScript: lockTo(KEY), satoshis })

let mined: SdkTransaction
let parent: SdkTransaction
let subject: SdkTransaction
let good: Uint8Array

beforeAll(async () => {
  mined = funding([5000, 700])
  const txid = mined.id('hex')
  mined.merklePath = new MerklePath(700_000, [
    [
      { offset: 2, hash: txid, txid: true },
      { offset: 3, hash: 'ab'.repeat(32) },
    ],
    [{ offset: 0, hash: 'cd'.repeat(32) }],
  ])
  parent = await spend(mined, [0], [to(4000), to(900)])
  subject = await spend(parent, [0, 1], [to(4800)])
  good = Uint8Array.from(subject.toAtomicBEEF())
})

describe('Atomic BEEF', () => {
  it('of the SDK is read: the subject, and what it needs', () => {
    const beef = parseAtomicBeef(good)
    expect(beef.subject.txid).toBe(subject.id('hex'))
    expect(beef.ancestors.map(({ txid }) => txid)).toEqual([mined.id('hex'), parent.id('hex')])
    expect(isBeef(good)).toBe(true)
    expect(isBeef(subject.toUint8Array())).toBe(false)
  })

  it('is refused without its first bytes, and with version 2 inside', () => {
    expect(() => parseAtomicBeef(good.slice(36))).toThrow('not atomic')
    expect(isBeef(good.slice(36))).toBe(true)
    expect(() => parseAtomicBeef(good.with(36, 2))).toThrow('version 1')
  })

  it('is refused for another subject than its last transaction', () => {
    const other = Uint8Array.from([...good.slice(0, 4), ...(parent.hash() as number[]), ...good.slice(36)])
    expect(() => parseAtomicBeef(other)).toThrow(BytesError)
  })

  it('is refused when a transaction is missing, is not needed, is there twice or stands before what it spends', () => {
    const entry = (transaction: SdkTransaction) => [...transaction.toBinary(), ...(transaction === mined ? [1, 0] : [0])]
    const beefOf = (...transactions: SdkTransaction[]) =>
      Uint8Array.from([
        ...good.slice(0, 40),
        1,
        ...(mined.merklePath?.toBinary() ?? []),
        transactions.length,
        ...transactions.flatMap(entry),
      ])
    expect(beefOf(mined, parent, subject)).toEqual(good)
    for (const wrong of [
      [mined, subject],
      [mined, funding([1], KEY, 2), parent, subject],
      [mined, mined, parent, subject],
      [mined, parent, subject, subject],
      [parent, mined, subject],
      [mined, subject, parent],
      [mined, parent],
      [],
    ]) {
      expect(() => parseAtomicBeef(beefOf(...wrong))).toThrow(BytesError)
    }
  })

  it('is refused when what a transaction spends is nowhere, and with a Merkle path of nothing in it', () => {
    const path = mined.merklePath?.toBinary() ?? []
    const start = [...good.slice(0, 40)]
    const last = [...subject.toBinary(), 0]
    expect(() => parseAtomicBeef(Uint8Array.from([...start, 0, 2, ...parent.toBinary(), 0, ...last]))).toThrow('lacks a transaction')
    expect(() => parseAtomicBeef(Uint8Array.from([...start, 0, 1, ...last]))).toThrow('lacks a transaction')
    const entries = [3, ...mined.toBinary(), 1, 0, ...parent.toBinary(), 0, ...last]
    expect(parseAtomicBeef(Uint8Array.from([...start, 1, ...path, ...entries])).subject.txid).toBe(subject.id('hex'))
    expect(() => parseAtomicBeef(Uint8Array.from([...start, 2, ...path, ...path, ...entries]))).toThrow('does not need')
  })

  it('is refused when cut off anywhere, and with a byte after it', () => {
    for (let length = 0; length < good.length; length++) expect(() => parseAtomicBeef(good.slice(0, length))).toThrow(BytesError)
    expect(() => parseAtomicBeef(Uint8Array.of(...good, 0))).toThrow(BytesError)
  })

  it('has another subject or is refused when a byte of a transaction changes', () => {
    const start = good.length - subject.toBinary().length - 1
    for (let at = start; at < good.length; at++) expect(() => parseAtomicBeef(good.with(at, (good[at] ?? 0) ^ 1))).toThrow(BytesError)
  })

  it('is refused with a BytesError and nothing else, whatever the bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map(tail => Uint8Array.from([...good.slice(0, 41), ...tail])),
      fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, byte]) => good.with(at, byte)),
    )
    fc.assert(
      fc.property(bytes, changed => {
        try {
          expect(parseAtomicBeef(changed).subject.txid).toBe(subject.id('hex'))
        } catch (error) {
          expect(error).toBeInstanceOf(BytesError)
        }
      }),
      { numRuns: 1000 },
    )
  })
})
