import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type KnownSeal, spread, withSeals } from '../../../../client/proof/memory/known-seals.ts'

const seal = (place: number): KnownSeal => ({ seal: `seal ${place}`, place })

describe('seals that were verified', () => {
  it('are few, in the line’s order, each once, and always with the newest', () => {
    const anyPlaces = fc.array(fc.array(fc.integer({ min: 1, max: 100_000 }), { maxLength: 20 }), { maxLength: 20 })
    fc.assert(
      fc.property(anyPlaces, rounds => {
        let known: readonly KnownSeal[] = []
        for (const places of rounds) {
          const before = known
          known = withSeals(known, places.map(seal))
          const kept = known.map(({ place }) => place)
          expect(kept.length).toBeLessThanOrEqual(16)
          expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b))
          const all = [...before.map(({ place }) => place), ...places]
          if (all.length > 0) expect(kept.at(-1)).toBe(Math.max(...all))
          for (const { seal: name, place } of known) expect(name).toBe(`seal ${place}`)
        }
      }),
    )
  })

  it('stay spread over a line that grows one by one', () => {
    let known: readonly KnownSeal[] = []
    for (let place = 1; place <= 1000; place++) known = withSeals(known, [seal(place)])
    const gaps = known.map(({ place }, at) => place - (known[at - 1]?.place ?? 0))
    expect(Math.max(...gaps)).toBeLessThan(200)
  })

  it('give way to others of the same places: the line went another way', () => {
    const other = { seal: 'another', place: 2 }
    expect(withSeals([seal(1), seal(2), seal(3)], [other])).toEqual([seal(1), other, seal(3)])
  })

  it('are picked from a long line evenly, and from a short one all', () => {
    expect(spread(0)).toEqual([])
    expect(spread(3)).toEqual([0, 1, 2])
    const many = spread(1600)
    expect(many).toHaveLength(16)
    expect(many.slice(-2)).toEqual([1499, 1599])
  })
})
