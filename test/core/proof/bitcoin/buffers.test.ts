import { expect, it } from 'vitest'
import { ByteReader, displayHash } from '../../../../core/proof/bitcoin/bytes.ts'
import { parseTransaction } from '../../../../core/proof/bitcoin/transaction.ts'

const RAW = `01000000${'01'}${'ab'.repeat(31)}cd00000000${'00'}ffffffff${'01'}0100000000000000${'01'}6a00000000`

it('Node’s buffers are read like any bytes, and left as they are', () => {
  const buffer = Buffer.from(RAW, 'hex')
  expect(parseTransaction(buffer)).toEqual(parseTransaction(Uint8Array.from(buffer)))
  expect(displayHash(buffer.subarray(0, 32))).toBe(displayHash(Uint8Array.from(buffer.subarray(0, 32))))
  new ByteReader(buffer).take(4).fill(0xff)
  new ByteReader(buffer).since(0).fill(0xff)
  expect(buffer.toString('hex')).toBe(RAW)
})
