import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../../../core/proof/bundle/checks.ts'
import { CHECK_WORDS, cannotTell, DEV_IS_NO_EVIDENCE, rangeSentence, verdictSentence } from '../../../../core/proof/bundle/explain.ts'
import { verifyBundle } from '../../../../core/proof/bundle/verify.ts'
import vectors from '../../../vectors/bundle.json' with { type: 'json' }
import { given, TRUST } from './vectors.ts'

const verdictOf = (name: string) => {
  const vector = [...vectors.valid, ...vectors.invalid].find(one => one.name === name)
  if (vector === undefined) throw new Error(`no vector is named ${name}`)
  const { bundle, trust, knownHeaders } = given(vector)
  return verifyBundle(bundle, trust, { knownHeaders })
}

describe('the words for a verdict', () => {
  it('explain every check, in the order of the checks', () => {
    expect(Object.keys(CHECK_WORDS)).toEqual([...CHECKS])
  })

  it('say of each range what is proven and by what', () => {
    const anchored = verdictOf('complete').ranges.map(rangeSentence)
    expect(anchored[0]).toMatch(
      /^Versions 1 to 8 are anchored in block 4c12.* at height 2136 \(as claimed\): not changed since 2026-11-23T09:30/,
    )
    expect(anchored[1]).toMatch(/^Version 9 is attached .*anyone could have appended/)
    expect(verdictOf('not in an anchor yet').ranges.map(rangeSentence)[0]).toMatch(/signed, and not in an anchor yet\.$/)
    expect(verdictOf('anchor not mined yet').ranges.map(rangeSentence)[0]).toMatch(/whose anchor is in no block/)
  })

  it('say in one sentence how far a verdict goes', () => {
    expect(verdictSentence(verdictOf('complete, the verifier knows the headers'))).toBe('Valid, and anchored in a block that you know.')
    expect(verdictSentence(verdictOf('complete'))).toContain('only its own work')
    expect(verdictSentence(verdictOf('anchor not mined yet'))).toContain('no block says when')
    expect(verdictSentence(verdictOf('version 4 dropped'))).toBe('Invalid: The version does not follow.')
  })

  it('name what a verdict leaves open: more, the less it is anchored', () => {
    const four = verdictOf('nothing after the head in the map').cannotTell.slice(0, 4)
    expect(four.join(' ')).toMatch(/latest state.*another history.*is true.*id of a user/)
    const tells = (name: string, words: RegExp) => verdictOf(name).cannotTell.some(sentence => words.test(sentence))
    expect(tells('complete', /part of the network/)).toBe(true)
    expect(tells('complete', /height/)).toBe(true)
    expect(tells('complete', /Who appended/)).toBe(true)
    expect(tells('complete, the verifier knows the headers', /part of the network|height/)).toBe(false)
    expect(tells('nothing after the head in the map', /Who appended/)).toBe(false)
    expect(tells('anchor not mined yet', /^When it was recorded/)).toBe(true)
    expect(tells('complete, the verifier knows the headers', new RegExp(DEV_IS_NO_EVIDENCE))).toBe(true)
    expect(verdictOf('version 4 dropped').cannotTell).toEqual([])
    expect(verifyBundle('', TRUST).cannotTell).toEqual([])
  })

  it('say of the development network alone that it is no evidence', () => {
    const block = { state: 'known', heightKnown: true } as const
    expect(cannotTell([], block, 'dev')).toContain(DEV_IS_NO_EVIDENCE)
    expect(cannotTell([], null, 'dev')).toContain(DEV_IS_NO_EVIDENCE)
    for (const network of ['main', 'test'] as const) expect(cannotTell([], block, network)).not.toContain(DEV_IS_NO_EVIDENCE)
  })
})
