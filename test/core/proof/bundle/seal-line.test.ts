import { LockingScript, MerklePath, type PrivateKey, type Transaction as SdkTransaction } from '@bsv/sdk'
import { ed25519 } from '@noble/curves/ed25519.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { anchorScript } from '../../../../core/proof/bitcoin/script.ts'
import { CheckFailed } from '../../../../core/proof/bundle/failure.ts'
import { checkSealLine, type SealLine } from '../../../../core/proof/bundle/seal-line.ts'
import { formatCheckpoint } from '../../../../core/proof/log/checkpoint.ts'
import { formatVerifierKey, signNote } from '../../../../core/proof/log/note.ts'
import { funding, KEY, lockTo, OTHER_KEY, spend } from '../bitcoin/sdk.ts'

const origin = 'sealdesk.example/log'
const seed = new Uint8Array(32).fill(7)
const logKey = formatVerifierKey(origin, ed25519.getPublicKey(seed))
const genesis = funding([10_000, 20_000])
const from = `${genesis.id('hex')}:1`

type Draft = {
  readonly size: number
  readonly root?: string
  readonly seed?: Uint8Array
  readonly origin?: string
  readonly key?: PrivateKey
}

/** An anchor as the server makes it, by the SDK. */
function anchor(source: SdkTransaction, draft: Draft): Promise<SdkTransaction> {
  const name = draft.origin ?? origin
  const note = signNote(formatCheckpoint({ origin: name, size: draft.size, root: draft.root ?? 'ab'.repeat(32) }), {
    name,
    seed: draft.seed ?? seed,
  })
  const data = { lockingScript: LockingScript.fromBinary([...anchorScript(note)]), satoshis: 0 }
  const value = (source.outputs[1]?.satoshis ?? 0) - 100
  return spend(source, [1], [data, { lockingScript: lockTo(KEY), satoshis: value }], draft.key)
}

async function lineOf(...drafts: readonly Draft[]): Promise<SdkTransaction[]> {
  const anchors: SdkTransaction[] = []
  for (const draft of drafts) anchors.push(await anchor(anchors.at(-1) ?? genesis, draft))
  return anchors
}

const line = (anchors: readonly SdkTransaction[], more: Partial<SealLine> = {}): SealLine => ({
  from,
  seals: anchors.map(transaction => transaction.toHex()),
  logKey,
  covering: null,
  ...more,
})

describe('a line of seals', () => {
  let good: SdkTransaction[]

  beforeAll(async () => {
    good = await lineOf({ size: 1 }, { size: 4, root: 'cd'.repeat(32) }, { size: 4, root: 'cd'.repeat(32) }, { size: 9 })
  })

  it('that the SDK signed is good, and says what each anchor carries', () => {
    const done: number[] = []
    const anchors = checkSealLine(line(good), count => done.push(count))
    expect(anchors.map(({ transaction }) => transaction.txid)).toEqual(good.map(transaction => transaction.id('hex')))
    expect(anchors.map(({ checkpoint }) => checkpoint.size)).toEqual([1, 4, 4, 9])
    expect(done).toEqual([1, 2, 3, 4])
    expect(checkSealLine(line([]))).toEqual([])
  })

  it('may begin at a later seal', () => {
    const later = `${good[1]?.id('hex')}:1`
    expect(checkSealLine(line(good.slice(2), { from: later }))).toHaveLength(2)
    expect(ruleOf(line(good.slice(2)))).toBe('spend')
    expect(ruleOf(line(good, { from: later }))).toBe('spend')
  })

  it('fails with any anchor left out, but for those at its end', () => {
    for (const [index] of good.entries()) {
      const rule = ruleOf(line(good.toSpliced(index, 1)))
      expect(rule).toBe(index === good.length - 1 ? null : 'spend')
    }
  })

  it('fails where the log shrinks, or has another root at the same size', async () => {
    expect(ruleOf(line(await lineOf({ size: 5 }, { size: 4 })))).toBe('checkpoint')
    expect(ruleOf(line(await lineOf({ size: 5 }, { size: 5, root: 'cd'.repeat(32) })))).toBe('checkpoint')
  })

  it('fails where the last anchor is to carry a smaller log than one before, or another of the same size', () => {
    const covering = { origin, size: 4, root: 'cd'.repeat(32) }
    expect(ruleOf(line(good.slice(0, 3), { covering }))).toBeNull()
    expect(ruleOf(line(good.slice(0, 3), { covering: { ...covering, size: 3 } }))).toBe('checkpoint')
    expect(ruleOf(line(good.slice(0, 3), { covering: { ...covering, root: 'ab'.repeat(32) } }))).toBe('checkpoint')
  })

  it('fails where an anchor carries a checkpoint of another key or log', async () => {
    expect(ruleOf(line(await lineOf({ size: 1, seed: new Uint8Array(32).fill(8) })))).toBe('checkpoint')
    expect(ruleOf(line(await lineOf({ size: 1, origin: 'other.example/log' })))).toBe('checkpoint')
  })

  it('fails where a later anchor is not signed by the owner of the seal', async () => {
    expect(ruleOf(line(await lineOf({ size: 1 }, { size: 2, key: OTHER_KEY })))).toBe('script')
  })

  it('checks the signature of the first anchor where its seal is at hand, in BEEF', async () => {
    genesis.merklePath = new MerklePath(700_000, [
      [
        { offset: 0, hash: 'ef'.repeat(32) },
        { offset: 1, hash: genesis.id('hex'), txid: true },
      ],
    ])
    const [stolen] = await lineOf({ size: 1, key: OTHER_KEY })
    expect(ruleOf(line([stolen as SdkTransaction]))).toBeNull()
    expect(ruleOf(line([], { seals: [stolen?.toHexAtomicBEEF() ?? ''] }))).toBe('script')
    expect(ruleOf(line([], { seals: [good[0]?.toHexAtomicBEEF() ?? ''] }))).toBeNull()
    expect(ruleOf(line([], { seals: [good[0]?.toHexBEEF() ?? ''] }))).toBe('parse')
  })

  it('fails where an anchor spends an output twice', () => {
    const twice = good[0]?.toHex() ?? ''
    // One input becomes two that are the same.
    const input = twice.slice(10, twice.indexOf('ffffffff') + 8)
    expect(ruleOf(line([], { seals: [`01000000${'02'}${input}${input}${twice.slice(10 + input.length)}`] }))).toBe('shape')
  })
})

function ruleOf(seals: SealLine): string | null {
  try {
    checkSealLine(seals)
    return null
  } catch (error) {
    if (!(error instanceof CheckFailed)) throw error
    expect(error.failed).toMatchObject({ check: 'sealChain', version: null })
    return error.failed.rule
  }
}
