import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rangeInView, scrollToShow } from '../../../client/list/window.ts'

const views = fc.record({ top: fc.nat(5_000_000), height: fc.integer({ min: 100, max: 2_000 }) })

describe('The rows that are made', () => {
  it('are all that are in view, and few more', () => {
    fc.assert(
      fc.property(views, fc.integer({ min: 20, max: 80 }), fc.integer({ min: 1, max: 100_000 }), (view, rowHeight, count) => {
        const { first, end } = rangeInView(view, rowHeight, count)
        const inView = (index: number) => (index + 1) * rowHeight > view.top && index * rowHeight < view.top + view.height
        expect(first).toBeGreaterThanOrEqual(0)
        expect(end).toBeLessThanOrEqual(count)
        expect(end - first).toBeLessThanOrEqual(view.height / rowHeight + 23)
        if (first > 0) expect(inView(first - 1)).toBe(false)
        if (end < count) expect(inView(end)).toBe(false)
      }),
    )
  })

  it('are none of an empty list', () => {
    expect(rangeInView({ top: 0, height: 500 }, 44, 0)).toEqual({ first: 0, end: 0 })
  })
})

describe('Bringing a row into view', () => {
  it('puts it wholly below what covers the upper edge, or at the lower edge, and moves nothing without need', () => {
    fc.assert(
      fc.property(views, fc.nat(100_000), (view, index) => {
        const top = scrollToShow(index, view, 44, 48)
        expect(top).toBeLessThanOrEqual(index * 44)
        if (top > 0 && view.height >= 92) expect(index * 44 + 44).toBeLessThanOrEqual(top + view.height)
        expect(scrollToShow(index, { ...view, top }, 44, 48)).toBe(top)
      }),
    )
  })
})
