import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import type { HeadMessage } from '../../../core/protocol/messages.ts'
import { parseTopic } from '../../../core/protocol/topics.ts'
import { Heads } from '../../../server/realtime/heads.ts'
import { Hub } from '../../../server/realtime/hub.ts'
import { Subscription } from '../../../server/realtime/subscription.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { overlay } from '../../support/stores.ts'
import { createTicket, startRegistry } from '../../support/world.ts'

const STEPS = 64

it('a round asks once for each chain, a few at a time, and tells everybody who watches it', async () => {
  const store = openMemoryStore()
  const registry = startRegistry(store)
  const asked: string[] = []
  const counting = overlay(store, {
    head(aggregate) {
      asked.push(aggregate.id)
      return store.head(aggregate)
    },
  })
  const hub = new Hub()
  const told: HeadMessage[] = []
  const wire = { queued: () => 0, delta: () => {}, behind: () => {}, head: (message: HeadMessage) => void told.push(message) }
  const tickets = await Promise.all(Array.from({ length: 200 }, () => createTicket(registry)))
  const watch = (id: string, isLive: boolean) => {
    const topic = parseTopic(`ticket:${id}`)
    if (topic === null) throw new Error('no topic')
    const subscription = new Subscription(`ticket:${id}`, wire)
    hub.add(topic, subscription)
    subscription.pulled(subscription.pull(), isLive)
  }
  for (const id of tickets) for (let n = 0; n < 3; n++) watch(id, true)
  // Who has more pages to pull learns of the head with them, and a chain may not be there yet.
  const [pulling, absent] = [await createTicket(registry), randomUUID()]
  watch(pulling, false)
  watch(absent, true)

  const heads = new Heads(hub, counting)
  const atOnce: number[] = []
  for (let step = 0; step < STEPS; step++) {
    const before = asked.length
    await heads.step()
    atOnce.push(asked.length - before)
  }
  expect([...asked].sort()).toEqual([...tickets, absent].sort())
  expect(told).toHaveLength(600)
  expect(told).toContainEqual({ topic: `ticket:${tickets[0]}`, head: await store.head({ type: 'ticket', id: tickets[0] ?? '' }) })
  // Three a step on the average; twenty would be one in many millions.
  expect(Math.max(...atOnce)).toBeLessThan(20)
  await registry.close()
})
