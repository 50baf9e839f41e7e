import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { watchStore } from '../../../server/realtime/store-watch.ts'
import { StoreUnavailable } from '../../../server/store/errors.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { overlay } from '../../support/stores.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** How often it was told that the store is away, after each of these answers. */
async function toldAfter(...answers: readonly ('ok' | 'away' | 'broken')[]): Promise<readonly number[]> {
  const told: number[] = []
  let [asked, count] = [0, 0]
  const memory = openMemoryStore()
  const store = overlay(memory, {
    async newest() {
      const answer = answers[asked]
      asked += 1
      if (answer === 'away') throw new StoreUnavailable()
      if (answer === 'broken') throw new Error('something else')
      return memory.newest()
    },
  })
  const stop = watchStore(store, () => {
    count += 1
  })
  for (const [index] of answers.entries()) {
    while (asked <= index) await vi.advanceTimersByTimeAsync(500)
    told.push(count)
  }
  stop()
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

it('nothing is told once it was stopped', async () => {
  let asked = 0
  const newest = async () => {
    asked += 1
    throw new StoreUnavailable()
  }
  let told = 0
  const stop = watchStore({ newest }, () => {
    told += 1
  })
  while (asked < 1) await vi.advanceTimersByTimeAsync(500)
  stop()
  await vi.advanceTimersByTimeAsync(60_000)
  expect([asked, told]).toEqual([1, 0])
})
