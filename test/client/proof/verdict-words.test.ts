import { describe, expect, it } from 'vitest'
import { contentLines, headerSentence, rangeFacts, rangeTitle, runsOf, summary, utc } from '../../../client/proof/verdict-words.ts'
import type { ProvenRange } from '../../../core/proof/bundle/verdict.ts'

const checkpoint = { size: 6, root: '00a9' }
const anchored: ProvenRange = {
  from: 1,
  to: 8,
  notBefore: null,
  proven: 'anchored',
  anchor: 'd4ca',
  block: '4c12',
  height: 2136,
  heightKnown: false,
  notAfter: { block: '4c12', time: '2026-11-23T09:30:00.000Z' },
  checkpoint,
}
const chained: ProvenRange = { from: 9, to: 9, notBefore: { block: '7ab9', time: '2026-11-23T08:50:00.000Z' }, proven: 'chained' }

const textOf = (range: ProvenRange, term: string) => rangeFacts(range).find(fact => fact.term === term)?.text

describe('a verdict in words', () => {
  it('is summed up in one line', () => {
    expect(summary([anchored, chained])).toBe('Versions 1–8 anchored, version 9 only chained.')
  })

  it('says of an anchored range when at the latest, and that the height is only claimed', () => {
    expect(rangeTitle(anchored)).toBe('Versions 1–8: anchored')
    const claimed = '2026-11-23 09:30:00 UTC, the time of the block at height 2136 (as the bundle claims)'
    expect(rangeFacts(anchored)).toContainEqual({ term: 'Not after', text: claimed, hash: '4c12' })
    expect(textOf({ ...anchored, heightKnown: true }, 'Not after')).toMatch(/at height 2136$/)
    expect(rangeFacts(anchored)).toContainEqual({ term: 'Checkpoint', text: '6 epochs, root', hash: '00a9' })
  })

  it('says when at the earliest, and when that isn’t known', () => {
    expect(textOf(chained, 'Not before')).toBe('2026-11-23 08:50:00 UTC, the time of block')
    expect(textOf({ ...chained, notBefore: { block: '7ab9', time: null } }, 'Not before')).toContain('doesn’t know')
    expect(rangeFacts({ ...chained, notBefore: null })).toContainEqual({ term: 'Not before', text: 'nothing says', hash: null })
  })

  it('says of several versions that the earliest time is the first one’s', () => {
    const { notBefore } = chained
    expect(textOf({ ...anchored, notBefore }, 'Version 1 not before')).toBe('2026-11-23 08:50:00 UTC, the time of block')
    expect(textOf({ ...anchored, notBefore }, 'Not before')).toBeUndefined()
  })

  it('tells a transaction without a block from none at all', () => {
    const signed = { from: 1, to: 8, notBefore: null, proven: 'signed', checkpoint } as const
    expect(textOf({ ...signed, anchor: 'd4ca' }, 'Anchor')).toContain('this transaction holds the checkpoint')
    expect(textOf({ ...signed, anchor: null }, 'Anchor')).toBe('no transaction holds the checkpoint yet')
  })

  it('counts texts by what became of them, and names the versions', () => {
    const states = ['present', 'none', 'present', 'present', 'erased'] as const
    expect(contentLines(states.map((state, place) => ({ version: place + 1, state })))).toEqual([
      '3 present and as committed to: versions 1, 3–4',
      '1 erased, and that is on record: version 5',
      '1 without text: version 2',
    ])
  })

  it('never lets work alone pass for more', () => {
    expect(headerSentence('work-only', 4)).toContain('no evidence against somebody with mining hardware')
    expect(headerSentence('work-only', 4)).toContain('its header and 3 that follow it')
  })

  it('writes versions and times short', () => {
    expect(runsOf([1, 3, 4, 5, 9])).toBe('1, 3–5, 9')
    expect(utc('2026-11-23T09:30:00.000Z')).toBe('2026-11-23 09:30:00 UTC')
  })
})
