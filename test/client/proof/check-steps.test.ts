import { describe, expect, it } from 'vitest'
import { type Step, stepsOf, stepsUnderWay } from '../../../client/proof/check-steps.ts'
import type { Verdict } from '../../../core/proof/bundle/verdict.ts'

const states = (steps: readonly Step[]) => Object.fromEntries(steps.map(({ check, state }) => [check, state]))
const checkpoint = { size: 1, root: 'r' }
const valid: Verdict = {
  verdict: 'VALID',
  origin: 'o',
  aggregate: { type: 'ticket', id: 'i' },
  head: 'h',
  ranges: [
    {
      from: 1,
      to: 2,
      notBefore: null,
      proven: 'anchored',
      anchor: 'a',
      block: 'b',
      height: 1,
      heightKnown: true,
      notAfter: { block: 'b', time: 't' },
      checkpoint,
    },
  ],
  content: [],
  header: 'known',
  headersGiven: 1,
  cannotTell: [],
  failed: null,
}

describe('checks under way', () => {
  it('all wait before the first report', () => {
    expect(new Set(Object.values(states(stepsUnderWay(null))))).toEqual(new Set(['waiting']))
  })

  it('have passed before the one that is reported, and wait after it', () => {
    const steps = stepsUnderWay({ check: 'content', done: 3, total: 9 })
    expect(states(steps)).toMatchObject({
      format: 'passed',
      chain: 'passed',
      content: 'running',
      headInMap: 'waiting',
      headerKnown: 'waiting',
    })
    expect(steps.find(step => step.check === 'content')).toMatchObject({ done: 3, total: 9 })
  })

  it('have passed when all of it is done', () => {
    expect(states(stepsUnderWay({ check: 'content', done: 9, total: 9 }))).toMatchObject({ content: 'passed', headInMap: 'waiting' })
  })
})

describe('checks that are over', () => {
  it('have all passed where the header is known', () => {
    expect(new Set(Object.values(states(stepsOf(valid))))).toEqual(new Set(['passed']))
  })

  it('had nothing to compare the header with where only its work is shown', () => {
    expect(states(stepsOf({ ...valid, header: 'work-only' }))).toMatchObject({ proofOfWork: 'passed', headerKnown: 'unneeded' })
  })

  it('end at the anchor where no block is shown', () => {
    const signed: Verdict = {
      ...valid,
      header: 'none',
      ranges: [{ from: 1, to: 2, notBefore: null, proven: 'signed', anchor: 'a', checkpoint }],
    }
    expect(states(stepsOf(signed))).toMatchObject({ checkpointInAnchor: 'passed', merklePath: 'unneeded', headerKnown: 'unneeded' })
  })

  it('end at the signature where there is no anchor', () => {
    const signed: Verdict = {
      ...valid,
      header: 'none',
      ranges: [{ from: 1, to: 2, notBefore: null, proven: 'signed', anchor: null, checkpoint }],
    }
    expect(states(stepsOf(signed))).toMatchObject({ checkpointSignature: 'passed', sealChain: 'unneeded', merklePath: 'unneeded' })
  })

  it('name the one that failed; what comes after it was not reached', () => {
    const failed = { check: 'content', rule: 'commitment', version: 3, message: 'm', expected: 'e', actual: 'a' } as const
    const steps = states(stepsOf({ ...valid, verdict: 'INVALID', ranges: [], header: 'none', failed }))
    expect(steps).toMatchObject({ chain: 'passed', content: 'failed', headInMap: 'unreached', headerKnown: 'unreached' })
  })
})
