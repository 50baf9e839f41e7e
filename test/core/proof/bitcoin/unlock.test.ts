import { BigNumber, LockingScript, P2PKH, Transaction as SdkTransaction, Signature, UnlockingScript } from '@bsv/sdk'
import { beforeAll, describe, expect, it } from 'vitest'
import { BytesError } from '../../../../core/proof/bitcoin/bytes.ts'
import { compactSignature } from '../../../../core/proof/bitcoin/der.ts'
import { pushOf } from '../../../../core/proof/bitcoin/script.ts'
import { parseTransaction, type TransactionOutput } from '../../../../core/proof/bitcoin/transaction.ts'
import { unlocksP2pkh } from '../../../../core/proof/bitcoin/unlock.ts'
import { funding, KEY, lockTo, OTHER_KEY, sdkAccepts, spend } from './sdk.ts'

const source = funding([5000, 700, 9])
const outputs = [
  { lockingScript: LockingScript.fromHex('006a0401020304'), satoshis: 0 },
  { lockingScript: lockTo(KEY), satoshis: 4000 },
]
let signed: SdkTransaction

beforeAll(async () => {
  signed = await spend(source, [0, 1, 2], outputs)
})

describe('the signature of an input', () => {
  it('that the SDK made is good, for every input', () => {
    for (const index of [0, 1, 2]) {
      expect(unlocks(signed, index)).toBe(true)
      expect(sdkAccepts(signed, index)).toBe(true)
    }
  })

  it('is of one output: not of another value, script or input', () => {
    const transaction = parseTransaction(signed.toUint8Array())
    const spent = outputOf(source, 0)
    expect(unlocksP2pkh(transaction, 0, { ...spent, satoshis: 5001 })).toBe(false)
    expect(unlocksP2pkh(transaction, 0, { ...spent, lockingScript: Uint8Array.from(lockTo(OTHER_KEY).toBinary()) })).toBe(false)
    expect(unlocksP2pkh(transaction, 1, spent)).toBe(false)
    expect(unlocksP2pkh(transaction, 3, spent)).toBe(false)
    // Anybody could spend that; it is no seal.
    expect(unlocksP2pkh(transaction, 0, { ...spent, lockingScript: Uint8Array.of(0x51) })).toBe(false)
  })

  it('is of the whole transaction: a byte changed outside the other scripts makes it bad', () => {
    const good = signed.toUint8Array()
    const others = [1, 2].map(index => signed.inputs[index]?.unlockingScript?.toHex() ?? '')
    const hex = Buffer.from(good).toString('hex')
    let changes = 0
    for (let at = 0; at < good.length; at++) {
      if (others.some(script => at * 2 >= hex.indexOf(script) && at * 2 < hex.indexOf(script) + script.length)) continue
      const changed = Uint8Array.from(good).with(at, (good[at] ?? 0) ^ 1)
      expect(unlockedBytes(changed)).toBe(false)
      changes++
    }
    expect(changes).toBeGreaterThan(250)
  })

  it('of another key is bad, although it is a good signature', async () => {
    const stolen = await spend(source, [0], outputs, OTHER_KEY)
    expect(unlocks(stolen, 0)).toBe(false)
    expect(sdkAccepts(stolen)).toBe(false)
  })

  it.each([
    ['none', false],
    ['single', false],
    ['all', true],
    ['none', true],
  ] as const)('leaves nothing open: %s, anyone can pay %s', async (signOutputs, anyoneCanPay) => {
    const open = new SdkTransaction(1)
    const unlockingScriptTemplate = new P2PKH().unlock(KEY, signOutputs, anyoneCanPay)
    open.addInput({ sourceTransaction: source, sourceOutputIndex: 0, unlockingScriptTemplate })
    for (const output of outputs) open.addOutput(output)
    await open.sign()
    expect(sdkAccepts(open)).toBe(true)
    expect(unlocks(open, 0)).toBe(false)
  })

  it('has one form: low S, strict DER, two shortest pushes', () => {
    const [signature, publicKey] = (signed.inputs[0]?.unlockingScript?.chunks ?? []).map(({ data }) => Uint8Array.from(data ?? []))
    if (signature === undefined || publicKey === undefined) throw new Error('a P2PKH script has two pushes')
    const der = signature.slice(0, -1)
    const scope = Uint8Array.of(0x41)
    const good = [pushOf(signature), pushOf(publicKey)]
    expect(unlocked(good)).toBe(true)

    const { r, s } = Signature.fromDER([...der])
    const order = new BigNumber('FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141', 16)
    const high = Uint8Array.from(new Signature(r, order.sub(s)).toDER() as number[])
    expect(() => compactSignature(high)).not.toThrow()
    expect(unlocked([pushOf(join(high, scope)), pushOf(publicKey)])).toBe(false)

    for (const bad of [
      join(der, Uint8Array.of(0)),
      der.slice(0, -1),
      paddedInteger(der),
      Uint8Array.of(),
      join(Uint8Array.of(0x31), der.slice(1)),
    ]) {
      expect(() => compactSignature(bad)).toThrow(BytesError)
      expect(unlocked([pushOf(join(bad, scope)), pushOf(publicKey)])).toBe(false)
    }
    expect(unlocked([pushOf(join(der, Uint8Array.of(0x01))), pushOf(publicKey)])).toBe(false)
    expect(unlocked([...good, Uint8Array.of(0x51)])).toBe(false)
    expect(unlocked([Uint8Array.of(0x51), ...good])).toBe(false)
    expect(unlocked([join(Uint8Array.of(0x4c, signature.length), signature), pushOf(publicKey)])).toBe(false)
    expect(unlocked([pushOf(signature)])).toBe(false)
    expect(unlocked([])).toBe(false)
  })

  it('with r or s zero is bad', () => {
    const zero = Uint8Array.from(Buffer.from('3006020100020100', 'hex'))
    expect(compactSignature(zero)).toEqual(new Uint8Array(64))
    const publicKey = Uint8Array.from(KEY.toPublicKey().toDER() as number[])
    expect(unlocked([pushOf(join(zero, Uint8Array.of(0x41))), pushOf(publicKey)])).toBe(false)
  })
})

/** Whether input 0 with these pushes unlocks the output that the signed transaction spends there. */
function unlocked(pushes: readonly Uint8Array[]): boolean {
  const changed = SdkTransaction.fromBinary([...signed.toUint8Array()])
  const copy = new SdkTransaction(1)
  for (const [index, input] of changed.inputs.entries()) {
    const unlockingScript = index === 0 ? UnlockingScript.fromBinary([...join(...pushes)]) : input.unlockingScript
    copy.addInput({ ...input, ...(unlockingScript === undefined ? {} : { unlockingScript }) })
  }
  for (const output of changed.outputs) copy.addOutput(output)
  return unlockedBytes(copy.toUint8Array())
}

function unlockedBytes(bytes: Uint8Array): boolean {
  try {
    return unlocksP2pkh(parseTransaction(bytes), 0, outputOf(source, 0))
  } catch (error) {
    if (error instanceof BytesError) return false
    throw error
  }
}

function unlocks(transaction: SdkTransaction, index: number): boolean {
  return unlocksP2pkh(
    parseTransaction(transaction.toUint8Array()),
    index,
    outputOf(source, transaction.inputs[index]?.sourceOutputIndex ?? -1),
  )
}

function outputOf(transaction: SdkTransaction, vout: number): TransactionOutput {
  const output = parseTransaction(transaction.toUint8Array()).outputs[vout]
  if (output === undefined) throw new Error(`no output ${vout}`)
  return output
}

/** The same signature with a zero byte before r. */
function paddedInteger(der: Uint8Array): Uint8Array {
  const length = der[3] ?? 0
  return join(Uint8Array.of(0x30, (der[1] ?? 0) + 1, 2, length + 1, 0), der.slice(4))
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap(part => [...part]))
}
