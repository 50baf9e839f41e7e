import { describe, expect, onTestFinished, test } from 'vitest'
import { StoreUnavailable } from '../../../../server/store/errors.ts'
import { createCollections } from '../../../../server/store/mongodb/collections.ts'
import type { Connection } from '../../../../server/store/mongodb/connection.ts'
import { NOTICES, openMongoNotices } from '../../../../server/store/mongodb/mongo-notices.ts'
import type { Notices } from '../../../../server/store/notices.ts'
import { mongoForTests } from './databases.ts'

describe('notices', () => {
  const t = mongoForTests()

  /** Another server's notices, and ours, on a connection that can be lost; how often it was asked, and the texts that it has read. */
  async function twoServers() {
    const url = t.server.freshUrl()
    const connection = await t.connection(url)
    await createCollections(connection, [NOTICES])
    const state = { asked: 0, texts: 0, isLost: false }
    const watched: Connection = {
      ...connection,
      async ask(call) {
        if (state.isLost) throw new StoreUnavailable()
        const answer = await connection.ask(call)
        state.asked += 1
        if (Array.isArray(answer)) state.texts += answer.filter(document => typeof document.text === 'string').length
        return answer
      },
    }
    return { other: openMongoNotices(await t.connection(url)), ours: openMongoNotices(watched), state }
  }

  /** Hears what is told, until the database is lost. */
  function hear(notices: Notices) {
    const heard: string[] = []
    const stop = new AbortController()
    onTestFinished(() => stop.abort())
    const ended = (async () => {
      for await (const text of notices.follow(stop.signal)) heard.push(text)
    })()
    ended.catch(() => {})
    return { heard, ended }
  }

  test('are read once each, though they are looked for again and again', async () => {
    const { other, ours, state } = await twoServers()
    const { heard } = hear(ours)
    await expect.poll(() => state.asked).toBeGreaterThan(3)
    for (let n = 1; n <= 20; n++) await other.post(`notice ${n}`)
    await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(20)
    const then = state.asked
    await expect.poll(() => state.asked, { timeout: 10_000 }).toBeGreaterThan(then + 4)
    expect(state.texts).toBe(20)
    expect(new Set(heard).size).toBe(20)
  })

  test('that were posted while the database was lost are told to whoever follows again, and those before not once more', async () => {
    const { other, ours, state } = await twoServers()
    const first = hear(ours)
    await expect.poll(() => state.asked).toBeGreaterThan(3)
    await other.post('before')
    await expect.poll(() => first.heard, { timeout: 10_000 }).toEqual(['before'])
    state.isLost = true
    await expect(first.ended).rejects.toBeInstanceOf(StoreUnavailable)
    await other.post('meanwhile')
    state.isLost = false
    const second = hear(ours)
    await expect.poll(() => second.heard, { timeout: 10_000 }).toEqual(['meanwhile'])
    const third = hear(ours)
    const then = state.asked
    await expect.poll(() => state.asked, { timeout: 10_000 }).toBeGreaterThan(then + 6)
    expect(third.heard).toEqual([])
  })
})
