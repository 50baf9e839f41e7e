import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { openLocalNotices } from '../../../server/store/notices.ts'

test('who follows for long leaves nothing behind for each notice', async () => {
  const notices = openLocalNotices(() => {})
  const stop = new AbortController()
  let heard = 0
  const following = (async () => {
    for await (const _ of notices.follow(stop.signal)) heard++
  })()
  for (let n = 1; n <= 20; n++) {
    await notices.post('a notice')
    await expect.poll(() => heard).toBe(n)
  }
  expect(getEventListeners(stop.signal, 'abort').length).toBeLessThanOrEqual(1)
  stop.abort()
  await following
})
