import { expect, test } from 'vitest'
import { StoreUnavailable } from '../../../server/store/errors.ts'
import { inTime } from '../../../server/store/in-time.ts'

test('what comes in time is what came, good or bad', async () => {
  expect(await inTime(Promise.resolve(1), 1000)).toBe(1)
  await expect(inTime(Promise.reject(new Error('bad')), 1000)).rejects.toThrow('bad')
  expect(await inTime(Promise.resolve(1), Number.POSITIVE_INFINITY)).toBe(1)
})

test('where nothing comes, the store is said to be unavailable', async () => {
  await expect(inTime(new Promise(() => {}), 10)).rejects.toBeInstanceOf(StoreUnavailable)
})
