import { describe, expect, test } from 'vitest'
import { KEPT_MS, LARGE, LargeCounts } from '../../../../server/store/mongodb/large-counts.ts'

/** Something to be counted, on a clock that stands still until it is moved. */
function counted(size: number) {
  const state = { size, times: 0, now: 0 }
  const counts = new LargeCounts<number>(
    () => state.now,
    count => count,
  )
  const count = async () => {
    state.times++
    const { size } = state
    await Promise.resolve()
    return size
  }
  return { state, ask: () => counts.get('all', count), counts, count }
}

describe('numbers', () => {
  test('that are small are counted each time', async () => {
    const { state, ask } = counted(5)
    expect(await ask()).toBe(5)
    state.size = 6
    expect(await ask()).toBe(6)
  })

  test('that are large are counted once in ten seconds', async () => {
    const { state, ask } = counted(LARGE)
    expect(await ask()).toBe(LARGE)
    state.size = LARGE + 1
    state.now = KEPT_MS - 1
    expect(await ask()).toBe(LARGE)
    state.now = KEPT_MS
    expect(await ask()).toBe(LARGE + 1)
    expect(state.times).toBe(2)
  })

  test('that have become small are exact again', async () => {
    const { state, ask } = counted(LARGE)
    await ask()
    for (const size of [3, 4]) {
      state.now += KEPT_MS
      state.size = size
      expect(await ask()).toBe(size)
    }
  })

  test('are counted once for all who ask at the same time, after they have asked', async () => {
    const { state, ask } = counted(5)
    const first = ask()
    state.size = 6
    const others = Array.from({ length: 100 }, ask)
    expect(await first).toBe(5)
    expect(new Set(await Promise.all(others))).toEqual(new Set([6]))
    expect(state.times).toBe(2)
  })

  test('that turn out to be large while others wait are theirs too', async () => {
    const { state, ask } = counted(LARGE)
    expect(await Promise.all(Array.from({ length: 100 }, ask))).toEqual(Array(100).fill(LARGE))
    expect(state.times).toBe(1)
  })

  test('are counted again where counting failed, also for who has waited for it', async () => {
    const { counts, count } = counted(5)
    const failing = counts.get('all', () => Promise.reject(new Error('away')))
    const waiting = counts.get('all', count)
    await expect(failing).rejects.toThrow('away')
    expect(await waiting).toBe(5)
    expect(await counts.get('all', count)).toBe(5)
  })

  test('are each counted for themselves, and the oldest are forgotten', async () => {
    const { state, counts, count } = counted(LARGE)
    for (let n = 0; n <= 1000; n++) await counts.get(`${n}`, count)
    expect(state.times).toBe(1001)
    await counts.get('1', count)
    expect(state.times).toBe(1001)
    await counts.get('0', count)
    expect(state.times).toBe(1002)
  })
})
