import { LockingScript, PrivateKey, Spend, Transaction } from '@bsv/sdk'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatOutpoint } from '../../../core/proof/bitcoin/outpoint.ts'
import { anchorScript } from '../../../core/proof/bitcoin/script.ts'
import { parseTransaction } from '../../../core/proof/bitcoin/transaction.ts'
import { type AnchorPlan, anchorFee, buildAnchorTransaction, lockOf, OutOfFunds } from '../../../server/anchoring/anchor-transaction.ts'
import { extendedFormat } from '../../../server/anchoring/extended-format.ts'

const hex = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes }).map(array => Buffer.from(array).toString('hex'))
const keys = hex(32)
  .filter(text => !/^0+$|^f{16}/.test(text))
  .map(text => PrivateKey.fromHex(text))
const coins = fc.record({ txid: hex(32), vout: fc.nat({ max: 5 }), satoshis: fc.integer({ min: 1, max: 2_000_000_000_000 }) })

const plans: fc.Arbitrary<AnchorPlan> = fc
  .record({
    key: keys,
    seal: coins,
    funds: fc.option(coins),
    checkpoint: fc.string({ minLength: 1, maxLength: 800 }),
    feeRate: fc.integer({ min: 0, max: 5000 }),
  })
  .filter(({ seal, funds }) => seal.txid !== funds?.txid)

async function built(plan: AnchorPlan) {
  try {
    return await buildAnchorTransaction(plan)
  } catch (error) {
    if (error instanceof OutOfFunds) return error
    throw error
  }
}

/** Whether the SDK's interpreter lets each input spend its coin. */
function unlocksAll({ key, seal, funds }: AnchorPlan, raw: string): boolean {
  const transaction = Transaction.fromHex(raw)
  const spent = funds === null ? [seal] : [seal, funds]
  return spent.every((coin, inputIndex) => {
    const unlockingScript = transaction.inputs[inputIndex]?.unlockingScript
    if (unlockingScript === undefined) return false
    return new Spend({
      sourceTXID: coin.txid,
      sourceOutputIndex: coin.vout,
      sourceSatoshis: coin.satoshis,
      lockingScript: LockingScript.fromHex(lockOf(key).toHex()),
      transactionVersion: transaction.version,
      otherInputs: transaction.inputs.filter((_, place) => place !== inputIndex),
      outputs: transaction.outputs,
      unlockingScript,
      inputSequence: 0xffffffff,
      inputIndex,
      lockTime: transaction.lockTime,
    }).validate()
  })
}

describe('an anchor transaction', () => {
  it('has version 1, lock time 0, the seal first, the checkpoint in output 0, and the rest of the money in output 1', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async plan => {
        const result = await built(plan)
        if (result instanceof OutOfFunds) return
        const transaction = parseTransaction(Uint8Array.from(Buffer.from(result.raw, 'hex')))
        const spent = plan.funds === null ? [plan.seal] : [plan.seal, plan.funds]
        expect(transaction).toMatchObject({ version: 1, lockTime: 0, txid: result.txid })
        expect(transaction.inputs.map(({ outpoint }) => formatOutpoint(outpoint))).toEqual(spent.map(({ txid, vout }) => `${txid}:${vout}`))
        expect(transaction.outputs).toHaveLength(2)
        const [data, rest] = transaction.outputs
        expect(Buffer.from(data?.lockingScript ?? []).equals(Buffer.from(anchorScript(plan.checkpoint)))).toBe(true)
        expect(Buffer.from(rest?.lockingScript ?? []).toString('hex')).toBe(lockOf(plan.key).toHex())
        expect([Number(data?.satoshis), Number(rest?.satoshis)]).toEqual([0, result.value])
        expect(result.value + result.fee).toBe(spent.reduce((sum, { satoshis }) => sum + satoshis, 0))
      }),
      { numRuns: 60 },
    )
  })

  it('pays at least the rate that was asked for, and 100 satoshis per 1000 bytes, and not much more', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async plan => {
        const result = await built(plan)
        if (result instanceof OutOfFunds) return
        const rate = (result.fee * 1000) / (result.raw.length / 2)
        const asked = Math.max(plan.feeRate, 100)
        expect(rate).toBeGreaterThanOrEqual(asked)
        // A signature may be some bytes shorter than reckoned, and the fee is a whole number.
        expect(rate).toBeLessThan(asked * 1.05 + 10)
      }),
      { numRuns: 60 },
    )
  })

  it('is accepted by the SDK’s interpreter, input by input, and says in its extended format what it spends', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async plan => {
        const result = await built(plan)
        if (result instanceof OutOfFunds) return
        expect(unlocksAll(plan, result.raw)).toBe(true)
        const extended = Transaction.fromHexEF(result.extended)
        expect(extended.id('hex')).toBe(result.txid)
        const spent = plan.funds === null ? [plan.seal] : [plan.seal, plan.funds]
        expect(extended.inputs.map(input => input.sourceTransaction?.outputs[input.sourceOutputIndex]?.satoshis)).toEqual(
          spent.map(({ satoshis }) => satoshis),
        )
      }),
      { numRuns: 25 },
    )
  })

  it('can be put into extended format again from its bytes and the amounts', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async plan => {
        const result = await built(plan)
        if (result instanceof OutOfFunds) return
        const spent = plan.funds === null ? [plan.seal] : [plan.seal, plan.funds]
        expect(extendedFormat(result.raw, spent)).toBe(result.extended)
        expect(() => extendedFormat(result.raw, [])).toThrow('inputs')
      }),
      { numRuns: 25 },
    )
  })

  it('isn’t made where nothing would be left for the next seal, to the satoshi', async () => {
    const key = PrivateKey.fromHex('11'.repeat(32))
    const checkpoint = 'a checkpoint\n'
    const fee = anchorFee(checkpoint, 1, 100)
    const plan = { key, funds: null, checkpoint, feeRate: 100 }
    const seal = { txid: 'ab'.repeat(32), vout: 0 }
    expect(await built({ ...plan, seal: { ...seal, satoshis: fee + 1 } })).toMatchObject({ fee, value: 1 })
    expect(await built({ ...plan, seal: { ...seal, satoshis: fee } })).toMatchObject({
      name: 'OutOfFunds',
      needed: fee + 1,
      available: fee,
    })
  })

  it('isn’t made where both inputs are the same output', async () => {
    const seal = { txid: 'ab'.repeat(32), vout: 0, satoshis: 1000 }
    const plan = { key: PrivateKey.fromHex('33'.repeat(32)), seal, funds: { ...seal }, checkpoint: 'x\n', feeRate: 100 }
    await expect(buildAnchorTransaction(plan)).rejects.toThrow('twice')
  })

  it('is the same whoever makes it from the same: two servers can’t make two of it', async () => {
    const plan = {
      key: PrivateKey.fromHex('22'.repeat(32)),
      seal: { txid: 'cd'.repeat(32), vout: 1, satoshis: 5000 },
      funds: null,
      checkpoint: 'x\n',
      feeRate: 100,
    }
    expect(await built(plan)).toEqual(await built(plan))
  })
})
