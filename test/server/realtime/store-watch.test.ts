import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { watchStore } from '../../../server/realtime/store-watch.ts'
import { StoreUnavailable } from '../../../server/store/errors.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { overlay } from '../../support/stores.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** How often it was told that the store is away, after each of these answers; `never`: none comes. */
async function toldAfter(...answers: readonly ('ok' | 'away' | 'broken' | 'never')[]): Promise<readonly number[]> {
  const told: number[] = []
  let [asked, count] = [0, 0]
  const memory = openMemoryStore()
  const store = overlay(memory, {
    async newest() {
      const answer = answers[asked]
      asked += 1
      if (answer === 'away') throw new StoreUnavailable()
      if (answer === 'never') return new Promise(() => {})
      if (answer === 'broken') throw new Error('something else')
      return memory.newest()
    },
  })
  const watch = watchStore(store, () => {
    count += 1
    expect(watch.isAway).toBe(true)
  })
  for (const [index, answer] of answers.entries()) {
    while (asked <= index) await vi.advanceTimersByTimeAsync(500)
    if (answer === 'never') await vi.advanceTimersByTimeAsync(4000)
    told.push(count)
  }
  expect(watch.isAway).toBe(count > 0 && answers.at(-1) !== 'ok')
  watch.stop()
  return told
}

it('a store that doesn’t answer once, as when its database changes its leader, isn’t away', async () => {
  expect(await toldAfter('ok', 'away', 'ok', 'away', 'ok')).toEqual([0, 0, 0, 0, 0])
})

it('a store that doesn’t answer twice in a row is away, until it answers', async () => {
  expect(await toldAfter('away', 'away', 'away', 'ok', 'away', 'away')).toEqual([0, 1, 2, 2, 2, 3])
})

it('a store that answers with another error is there', async () => {
  expect(await toldAfter('away', 'broken', 'away', 'ok')).toEqual([0, 0, 0, 0])
})

it('a store that gives no answer for four seconds, twice, is away: sooner than a page gives up that has asked something of it', async () => {
  expect(await toldAfter('never', 'never', 'ok', 'away', 'never')).toEqual([0, 1, 1, 1, 2])
  const begin = Date.now()
  const watch = watchStore({ newest: () => new Promise(() => {}) }, () => {})
  while (!watch.isAway) await vi.advanceTimersByTimeAsync(500)
  expect(Date.now() - begin).toBeLessThanOrEqual(14_000)
  watch.stop()
})

it('a store that is away is asked again each second, so that its return is known soon', async () => {
  let isAway = true
  const newest = async () => {
    if (isAway) throw new StoreUnavailable()
    return openMemoryStore().newest()
  }
  const watch = watchStore({ newest }, () => {})
  while (!watch.isAway) await vi.advanceTimersByTimeAsync(500)
  isAway = false
  await vi.advanceTimersByTimeAsync(1000)
  expect(watch.isAway).toBe(false)
  watch.stop()
})

it('nothing is told once it was stopped', async () => {
  let asked = 0
  const newest = async () => {
    asked += 1
    throw new StoreUnavailable()
  }
  let told = 0
  const watch = watchStore({ newest }, () => {
    told += 1
  })
  while (asked < 1) await vi.advanceTimersByTimeAsync(500)
  watch.stop()
  await vi.advanceTimersByTimeAsync(60_000)
  expect([asked, told]).toEqual([1, 0])
})
