import { describe, expect, test } from 'vitest'
import type { OpenStore } from './store-contract.ts'
import { eachWithStore } from './with-store.ts'

export function describeNotices(open: OpenStore): void {
  describe('notices', () => {
    const t = eachWithStore(open)

    /** Follows, and keeps what was heard. It listens from before this resolves. */
    async function listen() {
      const heard: string[] = []
      const stop = new AbortController()
      const following = (async () => {
        for await (const text of t.store.notices.follow(stop.signal)) heard.push(text)
      })()
      // What is told before the first one is heard may be missed: something is told until then.
      await expect
        .poll(
          async () => {
            await t.store.notices.post('is anybody there?')
            return heard.length
          },
          { timeout: 10_000 },
        )
        .toBeGreaterThan(0)
      return { heard, stop, following }
    }

    const told = (heard: readonly string[]) => heard.filter(text => text !== 'is anybody there?')

    test('reach every follower once', async () => {
      const followers = [await listen(), await listen()]
      const texts = Array.from({ length: 50 }, (_, n) => `notice ${n}`)
      await Promise.all(texts.map(text => t.store.notices.post(text)))
      for (const { heard } of followers) await expect.poll(() => told(heard).length, { timeout: 10_000 }).toBe(50)
      for (const { heard, stop, following } of followers) {
        expect(new Set(told(heard))).toEqual(new Set(texts))
        stop.abort()
        await following
      }
    })

    test('that one follower tells after another are heard in that order', async () => {
      const { heard, stop, following } = await listen()
      for (let n = 0; n < 20; n++) await t.store.notices.post(`${n}`)
      await expect.poll(() => told(heard), { timeout: 10_000 }).toEqual(Array.from({ length: 20 }, (_, n) => `${n}`))
      stop.abort()
      await following
    })

    test('are refused by a store that is closed', async () => {
      await t.store.close()
      await expect(t.store.notices.post('too late')).rejects.toMatchObject({ code: 'store_unavailable' })
    })
  })
}
