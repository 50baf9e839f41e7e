import { describe, expect, it } from 'vitest'
import { verifyBundle } from '../../../../core/proof/bundle/verify.ts'
import vectors from '../../../vectors/bundle.json' with { type: 'json' }
import { claimsBeyond } from './claims.ts'
import { given, TRUST } from './vectors.ts'

/** The lowest bit (a digit becomes another, a quotation mark a #), the one between upper and lower case, and a byte that no text has; each byte gets one, in turn. */
const FLIPS = [0x01, 0x20, 0x80]

const CASES = [
  { name: 'complete', every: 1 },
  // These differ in what is checked at the end alone: one byte in five is enough.
  { name: 'anchor not mined yet', every: 5 },
  { name: 'complete, the verifier knows the headers', every: 5 },
]

describe('a good bundle with one byte changed', () => {
  it.each(CASES)('never claims more, wherever the byte is: $name', { timeout: 240_000 }, ({ name, every }) => {
    const { bundle, knownHeaders } = givenNamed(name)
    const good = new TextEncoder().encode(bundle)
    const original = { bundle: good, verdict: verifyBundle(good, TRUST, { knownHeaders }) }
    let stillValid = 0
    for (let at = 0; at < good.length; at += every) {
      const flip = FLIPS[at % FLIPS.length] ?? 1
      const changed = good.slice()
      changed[at] = (good[at] ?? 0) ^ flip
      const verdict = verifyBundle(changed, TRUST, { knownHeaders })
      const beyond = claimsBeyond(original, { bundle: changed, verdict })
      if (beyond.length > 0) expect.fail(`byte ${at} ^ ${flip}: ${beyond.join(', ')}`)
      if (verdict.verdict === 'VALID') stillValid++
    }
    // Nearly every byte matters: what may change is the event that is only chained, the claimed height, and the last header.
    expect(stillValid).toBeLessThan(good.length / every / 10)
  })

  it('would be seen claiming more: the measure tells two verdicts apart', () => {
    const [less, more] = ['anchor not mined yet', 'complete'].map(name => {
      const { bundle, knownHeaders } = givenNamed(name)
      return { bundle, verdict: verifyBundle(bundle, TRUST, { knownHeaders }) }
    })
    if (less === undefined || more === undefined) throw new Error('two bundles')
    expect(claimsBeyond(less, more)).toContain('version 8 is anchored')
    expect(claimsBeyond(more, less)).toEqual([])
  })
})

function givenNamed(name: string) {
  const vector = vectors.valid.find(valid => valid.name === name)
  if (vector === undefined) throw new Error(`no vector is named ${name}`)
  return { ...given(vector), bundle: JSON.stringify(vector.bundle) }
}
