import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Channel, startRelay } from '../../../server/relay/relay.ts'
import { StoreUnavailable } from '../../../server/store/errors.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { keptLog } from '../../support/world.ts'

const WORDS: Channel<string> = { name: 'words', schema: z.string() }
const NUMBERS: Channel<number> = { name: 'numbers', schema: z.number() }

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** Servers on one store, whose notices can be refused. */
function servers(...names: string[]) {
  const { notices } = openMemoryStore()
  const posts: string[] = []
  const away = { refusing: false, refused: 0 }
  const kept = {
    follow: notices.follow,
    async post(text: string) {
      if (away.refusing) {
        away.refused++
        throw new StoreUnavailable('The store is away.')
      }
      posts.push(text)
      await notices.post(text)
    },
  }
  const all = names.map(server => {
    const log = keptLog()
    const relay = startRelay({ notices: kept, server, log })
    ends.push(() => relay.close())
    const heard: string[] = []
    relay.hear(WORDS, (word, from) => heard.push(`${from}: ${word}`))
    return { relay, heard, log }
  })
  const [a, b] = all
  if (a === undefined || b === undefined) throw new Error('two servers at least')
  return { a, b, posts, away }
}

describe('what a server tells', () => {
  it('is heard by the others, in its order and gathered, and not by itself', async () => {
    const { a, b, posts } = servers('a', 'b')
    for (let n = 0; n < 20; n++) a.relay.tell(WORDS, `${n}`)
    await expect.poll(() => b.heard).toEqual(Array.from({ length: 20 }, (_, n) => `a: ${n}`))
    expect(a.heard).toEqual([])
    expect(posts).toHaveLength(1)
  })

  it('under a key takes the place of what still waits under it', async () => {
    const { a, b } = servers('a', 'b')
    a.relay.tell(WORDS, 'old', 'key')
    a.relay.tell(WORDS, 'other', 'another key')
    a.relay.tell(WORDS, 'new', 'key')
    await expect.poll(() => b.heard).toEqual(['a: new', 'a: other'])
  })

  it('while the store takes no notices waits until it does, and what was told meanwhile follows', async () => {
    const { a, b, away } = servers('a', 'b')
    away.refusing = true
    a.relay.tell(WORDS, 'first')
    a.relay.tell(WORDS, 'old', 'key')
    await expect.poll(() => away.refused).toBeGreaterThan(0)
    a.relay.tell(WORDS, 'new', 'key')
    a.relay.tell(WORDS, 'last')
    away.refusing = false
    await expect.poll(() => b.heard, { timeout: 10_000 }).toEqual(['a: first', 'a: new', 'a: last'])
    expect(a.log.entries).toHaveLength(1)
  })

  it('goes in notices of bounded size', async () => {
    const { a, b, posts } = servers('a', 'b')
    const long = 'x'.repeat(30_000)
    for (let n = 0; n < 5; n++) a.relay.tell(WORDS, `${n}${long}`)
    await expect.poll(() => b.heard.length).toBe(5)
    expect(posts.map(post => Math.ceil(post.length / 31_000))).toEqual([2, 2, 1])
  })

  it('is told when it closes', async () => {
    const { a, b } = servers('a', 'b')
    a.relay.tell(WORDS, 'last')
    await a.relay.close()
    await expect.poll(() => b.heard).toEqual(['a: last'])
  })

  it('is passed over where it can’t be read or nobody listens, and the rest is heard', async () => {
    const { a, b } = servers('a', 'b')
    a.relay.tell(NUMBERS, 1)
    a.relay.tell({ name: 'words', schema: z.number() }, 2)
    a.relay.tell(WORDS, 'good')
    await expect.poll(() => b.heard).toEqual(['a: good'])
    expect(b.log.entries).toHaveLength(1)
  })

  it('is bounded while it waits: what has waited longest is dropped', async () => {
    const { a, b, away } = servers('a', 'b')
    away.refusing = true
    for (let n = 0; n < 10_002; n++) a.relay.tell(WORDS, `${n}`)
    await expect.poll(() => away.refused).toBeGreaterThan(0)
    away.refusing = false
    await expect.poll(() => b.heard.length, { timeout: 10_000 }).toBe(10_000)
    expect(b.heard[0]).toBe('a: 2')
  })
})
