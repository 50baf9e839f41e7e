import { expect, it } from 'vitest'
import { retryPause } from '../../../client/state/retry-pause.ts'

const ALMOST_ONE = 1 - 2 ** -53

it('while servers answer whose store is away, a page asks again after 2.5 to 7.5 seconds, however long that has been so', () => {
  expect(retryPause(0, 0)).toBe(2_500)
  expect(retryPause(0, ALMOST_ONE)).toBeCloseTo(7_500)
})

it('while no server answers, pauses grow, from about one second to about thirty', () => {
  const pauses = (random: number) => [1, 2, 3, 4, 5, 6, 7, 1_000].map(unanswered => Math.round(retryPause(unanswered, random)))
  expect(pauses(0)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000])
  expect(pauses(ALMOST_ONE)).toEqual([1_500, 3_000, 6_000, 12_000, 24_000, 45_000, 45_000, 45_000])
})
