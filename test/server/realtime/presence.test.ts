import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Me } from '../../../core/protocol/messages.ts'
import { Presence } from '../../../server/realtime/presence.ts'

const TOPIC = 'ticket:x'
const mira: Me = { id: randomUUID(), name: 'mira', displayName: 'Mira', role: 'member' }

function start() {
  let time = 0
  const presence = new Presence(() => time)
  return {
    presence,
    pass(seconds: number) {
      time += seconds * 1000
    },
  }
}

describe('presence', () => {
  it('counts a person with two windows once, and guests by number', () => {
    const { presence } = start()
    presence.seen(TOPIC, 'one', mira, false)
    presence.seen(TOPIC, 'two', mira, true)
    presence.seen(TOPIC, 'three', null, true)
    expect(presence.state(TOPIC)).toEqual({ topic: TOPIC, here: [{ id: mira.id, displayName: 'Mira' }], guests: 1, typing: [mira.id] })
  })

  it('tells whether others would see a difference', () => {
    const { presence } = start()
    expect(presence.seen(TOPIC, 'one', mira, false)).toBe(true)
    expect(presence.seen(TOPIC, 'one', mira, false)).toBe(false)
    expect(presence.seen(TOPIC, 'one', mira, true)).toBe(true)
  })

  it('expires by itself: typing after seconds, being here after less than a minute', () => {
    const { presence, pass } = start()
    presence.seen(TOPIC, 'one', mira, true)
    pass(7)
    expect(presence.expire()).toEqual([TOPIC])
    expect(presence.state(TOPIC)).toMatchObject({ here: [{ id: mira.id }], typing: [] })
    pass(40)
    expect(presence.expire()).toEqual([TOPIC])
    expect(presence.state(TOPIC)).toMatchObject({ here: [], guests: 0 })
    expect(presence.expire()).toEqual([])
  })

  it('forgets a connection that has left', () => {
    const { presence } = start()
    presence.seen(TOPIC, 'one', mira, false)
    expect(presence.left(TOPIC, 'one')).toBe(true)
    expect(presence.left(TOPIC, 'one')).toBe(false)
    expect(presence.state(TOPIC).here).toEqual([])
  })
})
