import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { parseHeader } from '../../../core/events/header.ts'
import { ticketStateOf } from '../../../core/ticket/machine.ts'
import type { Registry, RegistryOptions } from '../../../server/actors/registry.ts'
import { StoreUnavailable } from '../../../server/store/errors.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { overlay, withAppend } from '../../support/stores.ts'
import {
  accepted,
  checkEveryChain,
  createTicket,
  keptLog,
  member,
  readChain,
  refusalOf,
  SYSTEM,
  startRegistry,
  toTicket,
} from '../../support/world.ts'

const open: Registry[] = []
afterEach(async () => {
  for (const registry of open.splice(0)) await registry.close()
})

function start(store: Store, options: Partial<RegistryOptions> = {}): Registry {
  const registry = startRegistry(store, options)
  open.push(registry)
  return registry
}

const ann = member(randomUUID())

describe('a command', () => {
  it('is recorded on its aggregate’s chain and answered with the event, its version and its hash', async () => {
    const store = openMemoryStore()
    const registry = start(store)
    const id = randomUUID()
    const answer = accepted(await registry.execute(toTicket(id, 'create_ticket', { title: 'Printer on fire', body: '' }), ann))
    const [event] = await readChain(store, 'ticket', id)
    expect(answer).toMatchObject({ version: 1, hash: event?.hash, events: [event] })
    expect(parseHeader(event?.header ?? '')).toMatchObject({
      type: 'ticket_created',
      actor: { type: 'user', id: ann.id },
      facts: { number: 1 },
    })
    expect(await checkEveryChain(store)).toBe(1)
  })

  it('that is malformed is refused with the field’s name, and nothing is stored', async () => {
    const store = openMemoryStore()
    const registry = start(store)
    const id = randomUUID()
    const answer = await registry.execute(toTicket(id, 'create_ticket', { title: 7, body: '' }), ann)
    expect(answer).toMatchObject({ ok: false, refusal: { code: 'malformed', field: 'title' } })
    expect(await store.head({ type: 'ticket', id })).toBeNull()
  })

  it('that is refused takes no number, so that ticket numbers have no gap', async () => {
    const registry = start(openMemoryStore())
    const imported = { title: 'x', body: '', imported: { author: randomUUID(), at: '2026-01-01T00:00:00.000Z' } }
    expect(refusalOf(await registry.execute(toTicket(randomUUID(), 'create_ticket', imported), ann))).toBe('not_allowed')
    const first = await createTicket(registry)
    expect(refusalOf(await registry.execute(toTicket(first, 'create_ticket', { title: 'x', body: '' }), ann))).toBe('not_in_this_state')
    const second = await createTicket(registry)
    expect((await registry.ticket(first)).snapshot.context.number).toBe(1)
    expect((await registry.ticket(second)).snapshot.context.number).toBe(2)
  })

  it('of the assignment exchange is unknown from outside', async () => {
    const registry = start(openMemoryStore())
    const command = { id: randomUUID(), aggregate: { type: 'user', id: ann.id }, type: 'reserve_assignment', payload: {} } as const
    expect(refusalOf(await registry.execute(command, SYSTEM))).toBe('malformed')
  })

  it('with more text than fits into 64 KiB is refused as too long', async () => {
    const store = openMemoryStore()
    const registry = start(store)
    const body = '😀'.repeat(20_000)
    expect(refusalOf(await registry.execute(toTicket(randomUUID(), 'create_ticket', { title: 'x', body }), ann))).toBe('too_long')
    const ticket = await createTicket(registry)
    expect(accepted(await registry.execute(toTicket(ticket, 'solve_ticket'), ann)).version).toBe(2)
  })
})

describe('a command that is sent twice', () => {
  it('happens once and is answered twice the same, one after the other', async () => {
    const store = openMemoryStore()
    const registry = start(store)
    const ticket = await createTicket(registry)
    const command = toTicket(ticket, 'solve_ticket')
    const first = await registry.execute(command, ann)
    expect(await registry.execute(command, ann)).toEqual(first)
    expect(await store.head({ type: 'ticket', id: ticket })).toMatchObject({ version: 2 })
  })

  it('happens once when both are under way at the same time', async () => {
    const store = openMemoryStore()
    const registry = start(store)
    const ticket = await createTicket(registry)
    const command = toTicket(ticket, 'set_priority', { priority: 'high' })
    const [first, second] = await Promise.all([registry.execute(command, ann), registry.execute(command, ann)])
    expect(first).toEqual(second)
    expect(await store.head({ type: 'ticket', id: ticket })).toMatchObject({ version: 2 })
  })

  it('is answered as before although it could be carried out again by now', async () => {
    const store = openMemoryStore()
    const registry = start(store)
    const ticket = await createTicket(registry)
    const command = toTicket(ticket, 'set_priority', { priority: 'high' })
    const first = await registry.execute(command, ann)
    await registry.execute(toTicket(ticket, 'set_priority', { priority: 'low' }), ann)
    expect(await registry.execute(command, ann)).toEqual(first)
    expect((await registry.ticket(ticket)).snapshot.context.priority).toBe('low')
  })

  it('happens once also when the server was started anew in between', async () => {
    const store = openMemoryStore()
    const ticket = await createTicket(start(store))
    const command = toTicket(ticket, 'set_priority', { priority: 'high' })
    const first = await start(store).execute(command, ann)
    expect(await start(store).execute(command, ann)).toEqual(first)
  })

  it('happens once when the store failed after it had stored', async () => {
    const store = openMemoryStore()
    const ticket = await createTicket(start(store))
    let failures = 1
    const forgetful = withAppend(store, async (commit, real) => {
      const result = await real(commit)
      if (failures-- > 0) throw new StoreUnavailable()
      return result
    })
    const registry = start(forgetful)
    const command = toTicket(ticket, 'add_comment', { commentId: randomUUID(), body: 'once' })
    await expect(registry.execute(command, ann)).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(accepted(await registry.execute(command, ann)).version).toBe(2)
    expect((await registry.ticket(ticket)).snapshot.context.comments).toHaveLength(1)
  })
})

describe('a hot ticket', () => {
  it('takes what has queued as one commit, in the order in which it came', async () => {
    const store = openMemoryStore()
    const ticket = await createTicket(start(store))
    let commits = 0
    const counted = withAppend(store, (commit, real) => {
      commits++
      return real(commit)
    })
    const registry = start(counted)
    const bodies = Array.from({ length: 50 }, (_, index) => `comment ${index}`)
    await Promise.all(bodies.map(body => registry.execute(toTicket(ticket, 'add_comment', { commentId: randomUUID(), body }), ann)))
    expect(commits).toBeLessThan(5)
    expect((await registry.ticket(ticket)).snapshot.context.comments.map(comment => comment.body.text)).toEqual(bodies)
    await checkEveryChain(store)
  })

  it('refuses what its mailbox has no room for, and goes on with the rest', async () => {
    const store = openMemoryStore()
    const ticket = await createTicket(start(store))
    let release: () => void = () => {}
    const gate = new Promise<void>(resolve => {
      release = resolve
    })
    const slow = withAppend(store, async (commit, real) => {
      await gate
      return real(commit)
    })
    const registry = start(slow)
    const sent = Array.from({ length: 1100 }, () =>
      registry
        .execute(toTicket(ticket, 'add_comment', { commentId: randomUUID(), body: 'x' }), ann)
        .then(refusalOf, (error: { code: string }) => error.code),
    )
    setImmediate(release)
    const answers = await Promise.all(sent)
    expect(new Set(answers)).toEqual(new Set(['accepted', 'overloaded']))
    expect((await registry.ticket(ticket)).snapshot.context.comments).toHaveLength(answers.filter(answer => answer === 'accepted').length)
  })

  it('is not refused for what another server has changed meanwhile', async () => {
    const store = openMemoryStore()
    const [here, there] = [start(store), start(store)]
    const id = randomUUID()
    // Awake here before it exists: what this server knows of it is out of date from now on.
    await here.ticket(id)
    accepted(await there.execute(toTicket(id, 'create_ticket', { title: 'Made there', body: '' }), ann))
    accepted(await here.execute(toTicket(id, 'solve_ticket'), ann))
    accepted(await there.execute(toTicket(id, 'reopen_ticket'), ann))
    expect(refusalOf(await here.execute(toTicket(id, 'reopen_ticket'), ann))).toBe('not_in_this_state')
    expect(await checkEveryChain(store)).toBe(1)
  })

  it('is right when two servers write to it at the same time', async () => {
    const store = openMemoryStore()
    const servers = [start(store), start(store)]
    const ticket = await createTicket(start(store))
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        servers[index % 2]?.execute(toTicket(ticket, 'add_comment', { commentId: randomUUID(), body: `comment ${index}` }), ann),
      ),
    )
    const done = answers.filter(answer => answer?.ok)
    // A command that lost too often is told so, and isn't there.
    expect(answers.every(answer => answer?.ok || answer?.refusal.code === 'conflict')).toBe(true)
    expect(done.length).toBeGreaterThan(100)
    const chain = await readChain(store, 'ticket', ticket)
    expect(chain).toHaveLength(1 + done.length)
    await checkEveryChain(store)
  })
})

describe('rest and wake', () => {
  it('at most so many aggregates are awake, and one that wakes is as it was', async () => {
    const store = openMemoryStore()
    const registry = start(store, { rest: { idleMs: 60_000, awakeAtMost: 3 } })
    const tickets: string[] = []
    for (let n = 0; n < 10; n++) {
      const ticket = await createTicket(registry)
      await registry.execute(toTicket(ticket, 'add_label', { label: `label-${n}` }), ann)
      tickets.push(ticket)
    }
    await expect.poll(() => registry.awake()).toBeLessThanOrEqual(3)
    for (const [n, ticket] of tickets.entries()) {
      const { snapshot, head } = await registry.ticket(ticket)
      expect(snapshot.context.labels).toEqual([`label-${n}`])
      expect(head.version).toBe(2)
    }
  })

  it('wakes from the snapshot that it left; a chain that was checked already is read only after it', async () => {
    const store = openMemoryStore()
    const before = startRegistry(store)
    const ticket = await createTicket(before)
    for (let n = 0; n < 25; n++) await before.execute(toTicket(ticket, 'add_label', { label: `label-${n}` }), ann)
    await before.close()
    expect(await store.snapshot({ type: 'ticket', id: ticket })).toMatchObject({ version: 26 })
    const readFrom: number[] = []
    const watched = overlay(store, {
      chain: (aggregate, after) => {
        readFrom.push(after)
        return store.chain(aggregate, after)
      },
    })
    const other = await createTicket(start(store))
    const registry = start(watched, { rest: { idleMs: 60_000, awakeAtMost: 1 } })
    // The first time in a process everything is checked, the snapshot spares only the replay.
    expect((await registry.ticket(ticket)).snapshot.context.labels).toHaveLength(25)
    await registry.ticket(other)
    await expect.poll(() => registry.awake()).toBe(1)
    expect((await registry.ticket(ticket)).snapshot.context.labels).toHaveLength(25)
    expect(readFrom).toEqual([0, 0, 26])
  })

  it.each([
    ['is of another machine', { machine: 999 }],
    ['has a hash that isn’t the chain’s', { hash: 'f'.repeat(64) }],
    ['is ahead of the chain', { version: 50 }],
    ['can’t be read', { state: '{"value":' }],
  ])('lets the chain win over a snapshot that %s', async (_, change) => {
    const store = openMemoryStore()
    const before = startRegistry(store)
    const ticket = await createTicket(before)
    for (let n = 0; n < 20; n++) await before.execute(toTicket(ticket, 'add_label', { label: `label-${n}` }), ann)
    await before.execute(toTicket(ticket, 'solve_ticket'), ann)
    await before.close()
    const aggregate = { type: 'ticket', id: ticket }
    const snapshot = await store.snapshot(aggregate)
    if (snapshot === null) throw new Error('it rested without a snapshot')
    await store.saveSnapshot(aggregate, { ...snapshot, ...change })
    const { snapshot: woken } = await start(store).ticket(ticket)
    expect(ticketStateOf(woken)).toBe('solved')
  })
})

describe('what goes wrong', () => {
  it('stays with its command: an unplanned failure is logged with the command’s id, and the actor wakes again from the store', async () => {
    const store = openMemoryStore()
    const ticket = await createTicket(start(store))
    const log = keptLog()
    let broken = true
    const failing = withAppend(store, (commit, real) => {
      if (broken) throw new TypeError('nobody planned for this')
      return real(commit)
    })
    const registry = start(failing, { log })
    const command = toTicket(ticket, 'solve_ticket')
    await expect(registry.execute(command, ann)).rejects.toMatchObject({ code: 'internal' })
    expect(log.entries).toMatchObject([{ level: 'error', fields: { commandId: command.id } }])
    broken = false
    expect(accepted(await registry.execute(command, ann)).version).toBe(2)
  })

  it('a chain that doesn’t hold takes no more commands', async () => {
    const store = openMemoryStore()
    const ticket = await createTicket(start(store))
    const damaged = overlay(store, {
      async *chain(aggregate, after) {
        for await (const page of store.chain(aggregate, after))
          yield page.map(event => ({ ...event, header: event.header.replace('ticket_created', 'ticket_crested') }))
      },
    })
    await expect(start(damaged).execute(toTicket(ticket, 'solve_ticket'), ann)).rejects.toMatchObject({ code: 'history_damaged' })
  })

  it('a chain that was damaged before its snapshot, or lost its newest event, takes no more commands, and can be looked at', async () => {
    const store = openMemoryStore()
    const before = startRegistry(store)
    const ticket = await createTicket(before)
    for (let n = 0; n < 25; n++) await before.execute(toTicket(ticket, 'add_label', { label: `label-${n}` }), ann)
    await before.close()
    const changed = overlay(store, {
      async *chain(aggregate, after) {
        for await (const page of store.chain(aggregate, after))
          yield page.map(event => ({ ...event, header: event.header.replace('"label-3"', '"label-x"') }))
      },
    })
    const log = keptLog()
    const damaged = start(changed, { log })
    await expect(damaged.execute(toTicket(ticket, 'solve_ticket'), ann)).rejects.toMatchObject({
      code: 'history_damaged',
      message: expect.stringContaining('version 5'),
    })
    expect((await damaged.ticket(ticket)).snapshot.context.labels).toHaveLength(25)
    expect(log.entries).toMatchObject([{ level: 'error', fields: { aggregate: { id: ticket } } }])

    const shortened = overlay(store, {
      async *chain(aggregate, after) {
        for await (const page of store.chain(aggregate, after)) yield page.filter(event => parseHeader(event.header).version < 26)
      },
      snapshot: async () => null,
    })
    await expect(start(shortened).execute(toTicket(ticket, 'solve_ticket'), ann)).rejects.toMatchObject({
      message: expect.stringContaining('ends with version 25, but version 26'),
    })
  })

  it('a store that is away is told as such, and everything goes on when it is back', async () => {
    const store = openMemoryStore()
    const ticket = await createTicket(start(store))
    let away = true
    const failing = withAppend(store, (commit, real) => {
      if (away) throw new StoreUnavailable()
      return real(commit)
    })
    const registry = start(failing)
    const command = toTicket(ticket, 'solve_ticket')
    await expect(registry.execute(command, ann)).rejects.toMatchObject({ code: 'store_unavailable' })
    away = false
    expect(accepted(await registry.execute(command, ann)).version).toBe(2)
  })
})

describe('erasing content', () => {
  it('drops it from the store in the same step, for administrators only, and the chain still checks', async () => {
    const store = openMemoryStore()
    const registry = start(store)
    const ticket = await createTicket(registry)
    const erase = toTicket(ticket, 'erase_content', { version: 1, reason: 'personal_data' })
    expect(refusalOf(await registry.execute(erase, ann))).toBe('not_allowed')
    accepted(await registry.execute(erase, { ...ann, type: 'user', role: 'admin' }))
    const [first] = await readChain(store, 'ticket', ticket)
    expect(first).toMatchObject({ salt: null, content: null })
    expect((await registry.ticket(ticket)).snapshot.context.title.text).toBeNull()
    await checkEveryChain(store)
  })
})
