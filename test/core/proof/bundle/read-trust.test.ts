import { describe, expect, it } from 'vitest'
import { parseTrust, parseTrustFile, TrustError } from '../../../../core/proof/bundle/read-trust.ts'
import { trustSchema } from '../../../../core/proof/bundle/trust.ts'
import { TRUST } from './vectors.ts'

describe('a trust file', () => {
  it('is read, and further keys are ignored', () => {
    expect(parseTrust({ ...TRUST, note: 'from the operator, by phone' })).toEqual(TRUST)
    expect(parseTrustFile(JSON.stringify(TRUST))).toEqual(TRUST)
    expect(parseTrustFile(new TextEncoder().encode(JSON.stringify(TRUST)))).toEqual(TRUST)
    expect(trustSchema.parse(TRUST)).toEqual(TRUST)
  })

  it.each([
    [null],
    ['text'],
    [[]],
    [{ ...TRUST, origin: undefined }],
    [{ ...TRUST, origin: 'two words' }],
    [{ ...TRUST, origin: 'other.example/log' }],
    [{ ...TRUST, logKey: TRUST.logKey.replace('a21dd5e2', 'a21dd5e3') }],
    [{ ...TRUST, logKey: `${TRUST.logKey} ` }],
    [{ ...TRUST, genesisSeal: TRUST.genesisSeal.toUpperCase() }],
    [{ ...TRUST, genesisSeal: TRUST.genesisSeal.replace(':2', ':02') }],
    [{ ...TRUST, genesisSeal: TRUST.genesisSeal.replace(':2', '') }],
    [{ ...TRUST, network: 'regtest' }],
    [{ ...TRUST, network: ['dev'] }],
    [Object.create(TRUST)],
  ])('is refused: %j', value => {
    expect(() => parseTrust(value)).toThrow(TrustError)
  })

  it.each([['{'], [''], [`{"origin":"a","origin":"b"}`], [`"${'a'.repeat(70_000)}"`]])('is refused as text', text => {
    expect(() => parseTrustFile(text)).toThrow(TrustError)
  })
})
