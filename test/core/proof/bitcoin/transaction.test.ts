import { LockingScript, Transaction as SdkTransaction, UnlockingScript } from '@bsv/sdk'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BytesError } from '../../../../core/proof/bitcoin/bytes.ts'
import { parseTransaction } from '../../../../core/proof/bitcoin/transaction.ts'

const scripts = fc.uint8Array({ maxLength: 300 }).map(bytes => [...bytes])
const uint32 = fc.nat(0xffff_ffff)
const inputs = fc.record({ txid: fc.uint8Array({ minLength: 32, maxLength: 32 }), vout: uint32, script: scripts, sequence: uint32 })
const outputs = fc.record({ satoshis: fc.nat(21e14), script: scripts })

const transactions = fc
  .record({
    version: uint32,
    lockTime: uint32,
    inputs: fc.array(inputs, { minLength: 1, maxLength: 4 }),
    outputs: fc.array(outputs, { minLength: 1, maxLength: 4 }),
  })
  .map(({ version, lockTime, inputs, outputs }) => {
    const transaction = new SdkTransaction(version, [], [], lockTime)
    for (const { txid, vout, script, sequence } of inputs) {
      const sourceTXID = Buffer.from(txid).toString('hex')
      transaction.addInput({ sourceTXID, sourceOutputIndex: vout, sequence, unlockingScript: UnlockingScript.fromBinary(script) })
    }
    for (const { satoshis, script } of outputs) transaction.addOutput({ satoshis, lockingScript: LockingScript.fromBinary(script) })
    return transaction
  })
  // That length is refused: a test of its own.
  .filter(transaction => transaction.toBinary().length !== 64)

describe('a raw transaction', () => {
  it('is read as the SDK writes it', () => {
    fc.assert(
      fc.property(transactions, transaction => {
        const read = parseTransaction(transaction.toUint8Array())
        expect(read.txid).toBe(transaction.id('hex'))
        expect([read.version, read.lockTime]).toEqual([transaction.version, transaction.lockTime])
        expect(
          read.inputs.map(({ outpoint, unlockingScript, sequence }) => [outpoint.txid, outpoint.vout, hex(unlockingScript), sequence]),
        ).toEqual(
          transaction.inputs.map(input => [input.sourceTXID, input.sourceOutputIndex, input.unlockingScript?.toHex(), input.sequence]),
        )
        expect(read.outputs.map(({ satoshis, lockingScript }) => [satoshis, hex(lockingScript)])).toEqual(
          transaction.outputs.map(({ satoshis, lockingScript }) => [satoshis, lockingScript.toHex()]),
        )
      }),
    )
  })

  it('is all of its bytes: it is refused when cut off anywhere, and with a byte after it', () => {
    fc.assert(
      fc.property(transactions, transaction => {
        const bytes = transaction.toUint8Array()
        for (let length = 0; length < bytes.length; length++) expect(() => parseTransaction(bytes.slice(0, length))).toThrow(BytesError)
        expect(() => parseTransaction(Uint8Array.of(...bytes, 0))).toThrow(BytesError)
      }),
      { numRuns: 20 },
    )
  })

  it('is refused with a BytesError and nothing else, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), changed(transactions)), bytes => {
        try {
          parseTransaction(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(BytesError)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('of 64 bytes is refused: it could be a node of a Merkle tree', () => {
    const ofLength = (script: number) =>
      `01000000 01 ${'00'.repeat(36)} 00 ffffffff 01 ${'00'.repeat(8)} 0${script} ${'6a'.repeat(script)} 00000000`
    const parse = (text: string) => parseTransaction(Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex')))
    expect(() => parse(ofLength(4))).toThrow('64 bytes')
    expect(parse(ofLength(5)).outputs).toHaveLength(1)
    expect(parse(ofLength(3)).outputs).toHaveLength(1)
  })

  it('without inputs or outputs is refused', () => {
    expect(() => parseTransaction(Uint8Array.from(Buffer.from('01000000000000000000', 'hex')))).toThrow(BytesError)
  })
})

function changed(from: fc.Arbitrary<SdkTransaction>): fc.Arbitrary<Uint8Array> {
  return fc.tuple(from, fc.nat(), fc.nat(255)).map(([transaction, at, byte]) => {
    const bytes = transaction.toUint8Array()
    return Uint8Array.from(bytes).with(at % bytes.length, byte)
  })
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
