import { expect, it } from 'vitest'
import { Throttle } from '../../../client/proof/throttle.ts'

it('lets each check’s first and last report through, and twenty a second in between', () => {
  let now = 0
  const throttle = new Throttle(() => now)
  const due = (done: number, check: 'chain' | 'content' = 'chain') => throttle.isDue({ check, done, total: 1_000 })
  expect(due(1)).toBe(true)
  expect(due(2)).toBe(false)
  now = 49
  expect(due(3)).toBe(false)
  now = 50
  expect(due(4)).toBe(true)
  expect(due(5)).toBe(false)
  expect(due(1_000)).toBe(true)
  expect(due(1, 'content')).toBe(true)
})
