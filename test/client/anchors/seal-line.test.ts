import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MOST_DRAWN, type SealMark, sealLine } from '../../../client/anchors/seal-line.ts'
import { anchorRow } from './anchor-rows.ts'

const GENESIS = `${'f'.repeat(64)}:0`

/** Anchors 1 to `n`, newest first. */
const line = (n: number) => Array.from({ length: n }, (_, at) => anchorRow(n - at))

function said(marks: readonly SealMark[]): string {
  return marks
    .map(mark => {
      if (mark.kind === 'anchor') return String(mark.anchor.sequence)
      return mark.kind === 'earlier' ? `…${mark.count}` : mark.kind
    })
    .join(' ')
}

describe('the line of seals', () => {
  it('is nothing before there is a genesis seal', () => {
    expect(sealLine([], null)).toEqual([])
  })

  it('begins with the genesis seal and ends with the open one', () => {
    expect(said(sealLine([], GENESIS))).toBe('genesis open')
    expect(said(sealLine(line(3), GENESIS))).toBe('genesis 1 2 3 open')
  })

  it('leaves out the oldest of a long line, and counts them', () => {
    expect(said(sealLine(line(14), GENESIS))).toBe('genesis …2 3 4 5 6 7 8 9 10 11 12 13 14 open')
  })

  it('counts what isn’t loaded too', () => {
    expect(said(sealLine(line(400).slice(0, 50), GENESIS))).toMatch(/^genesis …388 389 /)
  })

  it('accounts for every anchor, and never draws more than it may', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), n => {
        const marks = sealLine(line(n), GENESIS)
        const drawn = marks.filter(mark => mark.kind === 'anchor').length
        const left = marks.reduce((sum, mark) => sum + (mark.kind === 'earlier' ? mark.count : 0), 0)
        expect(drawn + left).toBe(n)
        expect(drawn).toBeLessThanOrEqual(MOST_DRAWN)
      }),
    )
  })
})
