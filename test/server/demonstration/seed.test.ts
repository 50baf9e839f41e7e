import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ticketPayloads } from '../../../core/ticket/commands.ts'
import { ticketStateOf } from '../../../core/ticket/machine.ts'
import { createPasswords } from '../../../server/accounts/passwords.ts'
import type { Schedule } from '../../../server/anchoring/schedule.ts'
import { DEMONSTRATION_PASSWORD, DEMONSTRATION_PEOPLE } from '../../../server/demonstration/people.ts'
import { CHAPTERS, personId, seedDemonstration, ticketId } from '../../../server/demonstration/seed.ts'
import { seedAlone } from '../../../server/demonstration/seed-alone.ts'
import { StoreUnavailable } from '../../../server/store/errors.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { countEvents, type MemoryParts, openMemoryParts } from '../../support/memory-parts.ts'
import { dyingStore, withAppend } from '../../support/stores.ts'
import { checkEveryChain, createPerson, keptLog, readChain } from '../../support/world.ts'

const STORIES = CHAPTERS.flat()
/** Each story's creation and steps; people; and a reservation and a release around each assignment that counts. */
const OWN_EVENTS = STORIES.length + STORIES.flatMap(({ steps }) => steps).length

let parts: MemoryParts

beforeEach(() => {
  parts = openMemoryParts()
})

afterEach(() => parts.close())

describe('an empty store', () => {
  test('is filled with every story, step by step, and nothing of it is refused', async () => {
    expect(await seedDemonstration(parts)).toBe(true)
    let events = 0
    for (const story of STORIES) {
      const chain = await readChain(parts.store, 'ticket', ticketId(story))
      expect([story.key, chain.length]).toEqual([story.key, 1 + story.steps.length])
      events += chain.length
    }
    expect(events).toBe(OWN_EVENTS)
    await checkEveryChain(parts.store)
  })

  test('gets its short numbers in the order of the stories, as the texts name them', async () => {
    await seedDemonstration(parts)
    const numbers = await Promise.all(STORIES.map(async story => (await parts.registry.ticket(ticketId(story))).snapshot.context.number))
    expect(numbers).toEqual(STORIES.map((_, at) => at + 1))
  })

  test('gets people who can sign in, one of them an administrator', async () => {
    await seedDemonstration(parts)
    for (const { name, role } of DEMONSTRATION_PEOPLE) {
      const { me } = await parts.accounts.signIn(name, DEMONSTRATION_PASSWORD, '127.0.0.1')
      expect(me).toMatchObject({ id: personId(name), name, role })
    }
    expect(DEMONSTRATION_PEOPLE.filter(({ role }) => role === 'admin')).toHaveLength(1)
  })

  test('shows tickets of every kind: open and solved, assigned and not, and somebody at the limit', async () => {
    await seedDemonstration(parts)
    const tickets = await Promise.all(STORIES.map(story => parts.registry.ticket(ticketId(story))))
    const open = tickets.filter(({ snapshot }) => ticketStateOf(snapshot) === 'open')
    expect(open.length).toBeGreaterThan(10)
    expect(tickets.length - open.length).toBeGreaterThan(5)
    expect(open.filter(({ snapshot }) => snapshot.context.assignee === null).length).toBeGreaterThan(2)
    expect(new Set(tickets.map(({ snapshot }) => snapshot.context.priority))).toEqual(new Set(['low', 'normal', 'high', 'urgent']))
    expect((await parts.registry.user(personId('sam'))).snapshot.context.places).toHaveLength(3)
  })
})

test('a second start adds nothing, and still knows that the people are there', async () => {
  await seedDemonstration(parts)
  const events = await countEvents(parts.store)
  expect(await seedDemonstration(parts)).toBe(true)
  expect(await countEvents(parts.store)).toBe(events)
})

test('a store that holds anything is left alone', async () => {
  await createPerson(parts.registry, 'someone')
  expect(await seedDemonstration(parts)).toBe(false)
  expect(await countEvents(parts.store)).toBe(1)
})

test('a demonstration that was interrupted is completed by the next start', async () => {
  await seedDemonstration(parts)
  for (const [n, stored] of [
    [1, false],
    [1, true],
    [4, true],
    [20, false],
    [60, true],
  ] as const) {
    const store = openMemoryStore()
    const dying = dyingStore(store, n, stored)
    await expect(seedDemonstration(openMemoryParts(dying.store))).rejects.toThrow(StoreUnavailable)
    expect(dying.died).toBe(true)
    const later = openMemoryParts(store)
    expect(await seedDemonstration(later)).toBe(true)
    await later.close()
    for (const story of STORIES) {
      const chain = await readChain(store, 'ticket', ticketId(story))
      expect([n, stored, story.key, chain.length]).toEqual([n, stored, story.key, 1 + story.steps.length])
    }
    await checkEveryChain(store)
  }
})

test('with a lower limit there are fewer assignments, and no failure', async () => {
  const strict = openMemoryParts(openMemoryStore(), { openTicketLimit: 1 })
  expect(await seedDemonstration(strict)).toBe(true)
  for (const { name } of DEMONSTRATION_PEOPLE) {
    expect((await strict.registry.user(personId(name))).snapshot.context.places.length).toBeLessThanOrEqual(1)
  }
  await strict.close()
})

test('texts are not indented as in the source, and people who are mentioned exist', () => {
  const names: readonly string[] = DEMONSTRATION_PEOPLE.map(({ name }) => name)
  const texts = STORIES.flatMap(({ body, steps }) => [body, ...steps.flatMap(step => (step.type === 'comment' ? [step.body] : []))])
  for (const text of texts) {
    expect(text).toBe(text.trim())
    expect(text).not.toMatch(/^ {4}\S/m)
    for (const [, name = ''] of text.matchAll(/@([a-z]+)/g)) expect(names).toContain(name)
  }
  expect(new Set(STORIES.map(({ key }) => key)).size).toBe(STORIES.length)
  for (const { title, body } of STORIES) expect(ticketPayloads.create_ticket.safeParse({ title, body }).success).toBe(true)
})

test('two servers that start at one moment on an empty store fill it once, with the numbers that the texts name', async () => {
  const store = openMemoryStore()
  let open = () => {}
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  const slow = withAppend(store, async (commit, append) => {
    await opened
    return append(commit)
  })
  const seed = (holder: string) =>
    seedAlone(openMemoryParts(slow), {
      store,
      holder,
      monotonic: () => performance.now(),
      freshId: randomUUID,
      schedule: soon,
      log: keptLog(),
    })
  const seeding = Promise.all([seed('first'), seed('second')])
  // As long as it takes to get ready for the first append: what is hashed later is ready later.
  for (let n = 0; n < 3; n++) await createPasswords(4).hash('as long as theirs')
  open()
  expect(await seeding).toEqual([true, true])
  const fresh = openMemoryParts(store)
  const numbers = await Promise.all(STORIES.map(async story => (await fresh.registry.ticket(ticketId(story))).snapshot.context.number))
  expect(numbers).toEqual(STORIES.map((_, at) => at + 1))
})

/** Whatever is to happen after a while happens as soon as nothing else waits. */
const soon: Schedule = (_, run) => {
  const waiting = setImmediate(run)
  return () => clearImmediate(waiting)
}
