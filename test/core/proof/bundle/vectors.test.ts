import { describe, expect, it } from 'vitest'
import { verdictSchema } from '../../../../core/proof/bundle/verdict.ts'
import { verifyBundle } from '../../../../core/proof/bundle/verify.ts'
import vectors from '../../../vectors/bundle.json' with { type: 'json' }
import { given, type VectorCase } from './vectors.ts'

/** Rules whose values are the words of one implementation: how it says what isn't well formed. */
const OWN_WORDS = ['format json', 'format shape', 'trust trustFile', 'sealChain parse', 'checkpointSignature signature', 'merklePath bump']

describe('the shared vectors of bundles', () => {
  it('are all here', () => {
    expect([vectors.valid.length, vectors.invalid.length]).toEqual([12, 86])
  })

  it.each(vectors.valid)('accept: $name', vector => {
    const verdict = verify(vector)
    const { type, id } = vector.bundle.aggregate
    expect(verdict).toMatchObject({ verdict: 'VALID', failed: null, origin: vectors.trust.origin, aggregate: { type, id } })
    expect({ ranges: verdict.ranges, content: verdict.content, header: verdict.header }).toEqual(vector.expect)
    expect(verdict.headersGiven).toBe(vector.bundle.headers.length)
    expect(verdictSchema.parse(verdict)).toEqual(verdict)
  })

  it.each(vectors.invalid)('refuse: $check, $name', vector => {
    const { check, rule, version } = vector
    const verdict = verify(vector)
    expect(verdict).toMatchObject({ verdict: 'INVALID', ranges: [], header: 'none', failed: { check, rule, version } })
    expect(verdictSchema.parse(verdict)).toEqual(verdict)
    if (OWN_WORDS.includes(`${check} ${rule}`)) return
    expectValue(verdict.failed?.expected, vector.expected)
    expectValue(verdict.failed?.actual, vector.actual)
  })
})

function verify(vector: VectorCase) {
  const { bundle, trust, knownHeaders } = given(vector)
  return verifyBundle(bundle, trust, { knownHeaders })
}

const CUT_OFF = /\.\.\. \(\d+ characters\)$/

/** The vectors cut long values off, and write what isn't there in three ways. */
function expectValue(value: string | null | undefined, vector: string | null): void {
  if (vector === null || vector === 'null' || vector === 'None') expect([null, 'null']).toContain(value)
  else if (CUT_OFF.test(vector)) expect(value?.startsWith(vector.replace(CUT_OFF, ''))).toBe(true)
  else expect(value).toBe(vector)
}
