import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { SharedPresence } from '../../../server/realtime/shared-presence.ts'
import type { Channel } from '../../../server/relay/relay.ts'

const TOPIC = 'ticket:x'
const [mira, jon] = ['Mira', 'Jon'].map(displayName => ({ id: randomUUID(), displayName }))
if (mira === undefined || jon === undefined) throw new Error('two people')

type Told = { readonly from: string; readonly channel: string; readonly item: string }

/** Servers whose wire is read by hand: what is told arrives when `deliver` is called, or is lost. */
function start() {
  const clock = { now: 0 }
  const wire: Told[] = []
  const told: Told[] = []
  const servers = new Map<string, Map<string, (item: unknown, from: string) => void>>()

  function serve(server: string) {
    const listeners = new Map<string, (item: unknown, from: string) => void>()
    servers.set(server, listeners)
    const changed: string[] = []
    const presence = new SharedPresence({
      now: () => clock.now,
      onChanged: topic => changed.push(topic),
      relay: {
        server,
        tell: (channel, item) => wire.push({ from: server, channel: channel.name, item: JSON.stringify(item) }),
        hear<T>(channel: Channel<T>, take: (item: T, from: string) => void) {
          listeners.set(channel.name, (item, from) => take(channel.schema.parse(item), from))
        },
      },
    })
    return {
      presence,
      changed,
      names: () =>
        presence
          .state(TOPIC)
          .here.map(({ displayName }) => displayName)
          .sort(),
    }
  }

  function deliver(): void {
    for (let next = wire.shift(); next !== undefined; next = wire.shift()) {
      told.push(next)
      for (const [server, listeners] of servers) if (server !== next.from) listeners.get(next.channel)?.(JSON.parse(next.item), next.from)
    }
  }

  return { clock, wire, told, serve, deliver, die: (server: string) => servers.delete(server) }
}

/** Every page says each 15 s that it is there, and each server beats as often; every 3 s what is over is forgotten. */
function pass(
  seconds: number,
  { clock, deliver }: ReturnType<typeof start>,
  alive: { presence: SharedPresence; page: (() => void) | null }[],
) {
  for (let second = 1; second <= seconds; second++) {
    clock.now += 1000
    for (const { presence, page } of alive) {
      if (second % 15 === 0) page?.()
      if (second % 15 === 0) presence.beat()
      if (second % 3 === 0) presence.expire()
    }
    deliver()
  }
}

describe('presence on several servers', () => {
  it('shows everybody to everybody, whoever types, and who leaves, as soon as they are told', () => {
    const world = start()
    const [a, b] = [world.serve('a'), world.serve('b')]
    a.presence.seen(TOPIC, 'one', mira, false)
    b.presence.seen(TOPIC, 'one', jon, true)
    b.presence.seen(TOPIC, 'two', null, false)
    world.deliver()
    for (const { names, presence } of [a, b]) {
      expect(names()).toEqual(['Jon', 'Mira'])
      expect(presence.state(TOPIC)).toMatchObject({ guests: 1, typing: [jon.id] })
    }
    b.presence.left(TOPIC, 'one')
    world.deliver()
    expect(a.names()).toEqual(['Mira'])
    expect(a.presence.state(TOPIC)).toMatchObject({ guests: 1, typing: [] })
  })

  it('goes on for as long as people stay, for a few words in a minute', () => {
    const world = start()
    const [a, b] = [world.serve('a'), world.serve('b')]
    const page = () => {
      for (let n = 0; n < 100; n++) a.presence.seen(TOPIC, `${n}`, mira, false)
    }
    page()
    world.deliver()
    world.told.length = 0
    pass(600, world, [
      { ...a, page },
      { ...b, page: null },
    ])
    expect(b.names()).toEqual(['Mira'])
    // Ten minutes of a hundred pages: four beats a minute, and the topic once.
    expect(world.told.length).toBeLessThanOrEqual(10 * 5)
  })

  it('of a server that dies is over in the time after which a silent page is forgotten', () => {
    const world = start()
    const [a, b] = [world.serve('a'), world.serve('b')]
    a.presence.seen(TOPIC, 'one', mira, false)
    world.deliver()
    const both = [
      { ...a, page: () => void a.presence.seen(TOPIC, 'one', mira, false) },
      { ...b, page: null },
    ]
    pass(120, world, both)
    world.die('a')
    b.changed.length = 0
    pass(40, world, both.slice(1))
    expect(b.names()).toEqual(['Mira'])
    pass(8, world, both.slice(1))
    expect(b.names()).toEqual([])
    expect(b.changed).toEqual([TOPIC])
  })

  it('of a server that stops is over at once', () => {
    const world = start()
    const [a, b] = [world.serve('a'), world.serve('b')]
    a.presence.seen(TOPIC, 'one', mira, false)
    world.deliver()
    a.presence.stop()
    a.presence.left(TOPIC, 'one')
    world.deliver()
    expect(b.names()).toEqual([])
  })

  it('shows nobody typing for more than seconds after they were heard of', () => {
    const world = start()
    const [a, b] = [world.serve('a'), world.serve('b')]
    a.presence.seen(TOPIC, 'one', mira, true)
    world.deliver()
    world.die('a')
    pass(6, world, [{ ...b, page: null }])
    expect(b.presence.state(TOPIC)).toMatchObject({ here: [mira], typing: [] })
  })

  it('is asked for by a server that starts later', () => {
    const world = start()
    const a = world.serve('a')
    a.presence.seen(TOPIC, 'one', mira, false)
    world.deliver()
    const b = world.serve('b')
    const both = [
      { ...a, page: () => void a.presence.seen(TOPIC, 'one', mira, false) },
      { ...b, page: null },
    ]
    pass(15, world, both)
    expect(b.names()).toEqual(['Mira'])
  })

  it('heals where what was told got lost: who came is seen, who left is not', () => {
    const world = start()
    const [a, b] = [world.serve('a'), world.serve('b')]
    const stays = () => void a.presence.seen('ticket:other', 'three', null, false)
    stays()
    a.presence.seen(TOPIC, 'one', mira, false)
    world.deliver()
    a.presence.left(TOPIC, 'one')
    a.presence.seen('ticket:y', 'two', jon, false)
    world.wire.length = 0
    const page = () => {
      stays()
      a.presence.seen('ticket:y', 'two', jon, false)
    }
    pass(153, world, [
      { ...a, page },
      { ...b, page: null },
    ])
    expect(b.names()).toEqual([])
    expect(b.presence.state('ticket:y').here).toEqual([jon])
  })
})
