import { describe, expect, test } from 'vitest'
import { BadCursor, GuardRevoked, StoreUnavailable, VersionConflict } from '../../server/store/errors.ts'
import type { EventFilter, Head, PositionedEvent, Store } from '../../server/store/store.ts'
import { asStored, collect, commitAfter, grow, newCommand, storedOf, ticket, uuid, versionOf } from './samples.ts'
import type { OpenStore } from './store-contract.ts'
import { eachWithStore } from './with-store.ts'

export function describeEvents(open: OpenStore): void {
  describe('events', () => {
    const t = eachWithStore(open)

    describe('appending', () => {
      test('gives back exactly what was appended', async () => {
        const commit = commitAfter(ticket(1), null, { events: 3, content: 'Größe “€” 🎫\n\\u0041' })
        expect(await t.store.append(commit)).toEqual({ outcome: 'appended' })
        expect(await t.store.chainPage(ticket(1), 0, 10)).toEqual(storedOf(commit))
        expect(await t.store.head(ticket(1))).toEqual({ version: 3, hash: commit.events[2]?.hash })
      })

      test('knows nothing of an aggregate without events', async () => {
        await grow(t.store, ticket(1))
        expect(await t.store.head(ticket(2))).toBeNull()
        expect(await t.store.head({ type: 'user', id: ticket(1).id })).toBeNull()
        expect(await t.store.chainPage(ticket(2), 0, 10)).toEqual([])
        expect(await collect(t.store.chain(ticket(2), 0))).toEqual([])
      })

      test('refuses a commit whose head has moved on, says where the head is, and stores nothing', async () => {
        const first = await grow(t.store, ticket(1), { events: 2 })
        const error = await t.store.append(commitAfter(ticket(1), null, { events: 3 })).catch(error => error)
        expect(error).toBeInstanceOf(VersionConflict)
        expect(error.head).toEqual({ version: 2, hash: first.events[1]?.hash })
        expect(await t.store.chainPage(ticket(1), 0, 10)).toEqual(storedOf(first))
      })

      test('refuses a commit to a later version than the head, also where there is no event', async () => {
        const missing: Head = { version: 4, hash: 'f'.repeat(64) }
        const error = await t.store.append(commitAfter(ticket(1), missing)).catch(error => error)
        expect(error).toBeInstanceOf(VersionConflict)
        expect(error.head).toBeNull()
        expect(await t.store.newest()).toBeNull()
      })

      test('answers a repeated command as a duplicate, before any conflict, and stores nothing', async () => {
        const first = await grow(t.store, ticket(1), { events: 2 })
        const second = await grow(t.store, ticket(1))
        const repeated = first.events[0]?.fields.commandId
        expect(await t.store.append(first)).toEqual({ outcome: 'duplicate', commandId: repeated })
        expect(await t.store.chainPage(ticket(1), 0, 10)).toEqual(storedOf(first, second))
      })

      test('names the first repeated command of a batch', async () => {
        const [a, b] = [newCommand(), newCommand()]
        await grow(t.store, ticket(1), { commandId: b })
        await grow(t.store, ticket(1), { commandId: a })
        const head = await t.store.head(ticket(1))
        const fresh = commitAfter(ticket(1), head)
        const batch = { ...fresh, events: [...fresh.events, ...commitAfter(ticket(1), head, { commandId: a }).events] }
        expect(await t.store.append(batch)).toEqual({ outcome: 'duplicate', commandId: a })
      })

      test('takes the same command id for another aggregate', async () => {
        const commandId = newCommand()
        await grow(t.store, ticket(1), { commandId })
        expect(await t.store.append(commitAfter(ticket(2), null, { commandId }))).toEqual({ outcome: 'appended' })
      })

      test('answers what a command caused, and nothing for one it doesn’t know', async () => {
        await grow(t.store, ticket(1))
        const commit = await grow(t.store, ticket(1), { events: 3 })
        await grow(t.store, ticket(1))
        const commandId = commit.events[0]?.fields.commandId ?? ''
        expect(await t.store.outcome(ticket(1), commandId)).toEqual(storedOf(commit))
        expect(await t.store.outcome(ticket(2), commandId)).toEqual([])
        expect(await t.store.outcome(ticket(1), newCommand())).toEqual([])
      })

      test('lets exactly one of 64 appenders win each version', async () => {
        const outcomes = await Promise.all(Array.from({ length: 64 }, () => appendUntilWon(t.store)))
        expect(outcomes.reduce((sum, { lost }) => sum + lost, 0)).toBeGreaterThan(0)
        expect(outcomes.map(({ version }) => version).sort((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, i) => i + 1))
        const chain = await collect(t.store.chain(ticket(1), 0))
        expect(chain.map(versionOf)).toEqual(Array.from({ length: 64 }, (_, i) => i + 1))
      })

      test('lets one conflict fail alone among commits made at the same moment', async () => {
        const commits = Array.from({ length: 20 }, (_, i) => commitAfter(ticket(i % 10), null))
        const outcomes = await Promise.allSettled(commits.map(commit => t.store.append(commit)))
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
        for (let i = 0; i < 10; i++) expect(await t.store.chainPage(ticket(i), 0, 10)).toHaveLength(1)
      })

      test('shows an append to every read that begins after it', async () => {
        for (let version = 1; version <= 30; version++) {
          const commit = await grow(t.store, ticket(1))
          const [head, newest, page] = await Promise.all([t.store.head(ticket(1)), t.store.newest(), t.store.chainPage(ticket(1), 0, 100)])
          expect(head).toEqual({ version, hash: commit.events[0]?.hash })
          expect(newest).not.toBeNull()
          expect(page).toHaveLength(version)
        }
      })

      test('keeps everything when it is closed and opened again', async () => {
        const { reopen } = t.opened
        if (reopen === undefined) return
        const commit = await grow(t.store, ticket(1), { events: 3 })
        const newest = await t.store.newest()
        const again = await reopen()
        expect(await again.chainPage(ticket(1), 0, 10)).toEqual(storedOf(commit))
        expect(await again.newest()).toBe(newest)
        expect(await again.append(commit)).toMatchObject({ outcome: 'duplicate' })
      })

      test('refuses everything once it is closed', async () => {
        await t.store.close()
        await t.store.close()
        await expect(t.store.append(commitAfter(ticket(1), null))).rejects.toBeInstanceOf(StoreUnavailable)
        await expect(t.store.head(ticket(1))).rejects.toBeInstanceOf(StoreUnavailable)
        await expect(t.store.readModels.cursor()).rejects.toBeInstanceOf(StoreUnavailable)
        await expect(t.store.accounts.count()).rejects.toBeInstanceOf(StoreUnavailable)
        await expect(t.store.sessions.find('a'.repeat(64))).rejects.toBeInstanceOf(StoreUnavailable)
        await expect(collect(t.store.chain(ticket(1), 0))).rejects.toBeInstanceOf(StoreUnavailable)
      })
    })

    describe('guards', () => {
      const guard = `${uuid(7)}/4`

      test('let one commit through, of any aggregate', async () => {
        const first = await grow(t.store, ticket(1), { guard })
        await expect(grow(t.store, ticket(1), { guard })).rejects.toBeInstanceOf(GuardRevoked)
        await expect(grow(t.store, ticket(2), { guard })).rejects.toBeInstanceOf(GuardRevoked)
        expect(await t.store.chainPage(ticket(1), 0, 10)).toEqual(storedOf(first))
        expect(await t.store.head(ticket(2))).toBeNull()
        await grow(t.store, ticket(1), { guard: `${uuid(7)}/5` })
      })

      test('that are revoked let none through, and others as before', async () => {
        expect(await t.store.revoke(guard)).toBe(true)
        expect(await t.store.revoke(guard)).toBe(true)
        await expect(grow(t.store, ticket(1), { guard, events: 2 })).rejects.toBeInstanceOf(GuardRevoked)
        expect(await t.store.head(ticket(1))).toBeNull()
        const other = await grow(t.store, ticket(1), { guard: `${uuid(7)}/40` })
        const none = await grow(t.store, ticket(1))
        expect(await collect(t.store.chain(ticket(1), 0))).toEqual(storedOf(other, none))
      })

      test('can’t be revoked when their commit is there', async () => {
        await grow(t.store, ticket(1), { guard })
        expect(await t.store.revoke(guard)).toBe(false)
        expect(await t.store.revoke(guard)).toBe(false)
        await grow(t.store, ticket(1))
      })

      test('are not used by a commit that isn’t appended', async () => {
        await grow(t.store, ticket(1))
        await expect(t.store.append(commitAfter(ticket(1), null, { guard }))).rejects.toBeInstanceOf(VersionConflict)
        expect(await t.store.revoke(guard)).toBe(true)
      })

      test('of a command that was carried out answer as it was then', async () => {
        const commit = await grow(t.store, ticket(1), { guard })
        expect(await t.store.append(commit)).toEqual({ outcome: 'duplicate', commandId: commit.events[0]?.fields.commandId })
      })

      test('revoked and used at the same moment are one or the other', async () => {
        for (let i = 0; i < 20; i++) {
          const guard = `${uuid(8)}/${i}`
          const append = () =>
            t.store.append(commitAfter(ticket(100 + i), null, { guard })).then(
              () => 'appended',
              error => error,
            )
          const [a, revoked, b] = await Promise.all(
            i % 2 === 0 ? [append(), t.store.revoke(guard), null] : [null, t.store.revoke(guard), append()],
          )
          const appended = (a ?? b) === 'appended'
          expect(appended).toBe(!revoked)
          if (!appended) expect(a ?? b).toBeInstanceOf(GuardRevoked)
          expect((await t.store.head(ticket(100 + i))) !== null).toBe(appended)
        }
      })

      test('are no events: feed, filters and the list of aggregates pass over what is revoked', async () => {
        const first = await grow(t.store, ticket(1))
        await t.store.revoke(guard)
        const second = await grow(t.store, ticket(2), { guard: `${uuid(7)}/5` })
        await t.store.revoke(`${uuid(7)}/6`)
        expect((await everything(t.store)).map(asStored)).toEqual(storedOf(first, second))
        expect((await t.store.events({}, { limit: 10, cursor: null })).items.map(asStored)).toEqual(storedOf(second, first))
        expect((await collect(t.store.aggregates())).map(({ aggregate }) => aggregate.id).sort()).toEqual([uuid(1), uuid(2)])
      })

      test('are remembered when the store is opened again', async () => {
        const { reopen } = t.opened
        if (reopen === undefined) return
        await t.store.revoke(guard)
        await grow(t.store, ticket(1), { guard: `${uuid(7)}/5` })
        const again = await reopen()
        await expect(grow(again, ticket(1), { guard })).rejects.toBeInstanceOf(GuardRevoked)
        expect(await again.revoke(`${uuid(7)}/5`)).toBe(false)
      })
    })

    describe('chains', () => {
      test('stream a long history in pages, from any version', async () => {
        for (let i = 0; i < 6; i++) await grow(t.store, ticket(1), { events: 250 })
        const pages: number[] = []
        for await (const page of t.store.chain(ticket(1), 0)) pages.push(page.length)
        expect(pages.reduce((sum, length) => sum + length, 0)).toBe(1500)
        expect(pages.length).toBeGreaterThan(1)
        expect(pages).not.toContain(0)
        for (const after of [0, 1, 499, 500, 501, 1499, 1500, 2000]) {
          const versions = (await collect(t.store.chain(ticket(1), after))).map(versionOf)
          expect(versions).toEqual(Array.from({ length: Math.max(0, 1500 - after) }, (_, i) => after + 1 + i))
        }
      })

      test('answer a page of at most as many events as asked for', async () => {
        const commit = await grow(t.store, ticket(1), { events: 10 })
        expect(await t.store.chainPage(ticket(1), 3, 4)).toEqual(storedOf(commit).slice(3, 7))
        expect(await t.store.chainPage(ticket(1), 10, 4)).toEqual([])
      })

      test('are all listed with their heads', async () => {
        for (let i = 1; i <= 25; i++) await grow(t.store, ticket(i), { events: 1 + (i % 3) })
        await grow(t.store, ticket(7))
        const listed = await collect(t.store.aggregates())
        const expected = await Promise.all(listed.map(async ({ aggregate }) => ({ aggregate, ...(await t.store.head(aggregate)) })))
        expect(listed).toEqual(expected)
        expect(new Set(listed.map(({ aggregate }) => aggregate.id)).size).toBe(25)
      })
    })

    describe('events by filter', () => {
      const filters: readonly EventFilter[] = [
        {},
        { actor: uuid(2) },
        { type: 'ticket_edited' },
        { aggregate: ticket(3) },
        { actor: uuid(2), type: 'ticket_edited' },
        { aggregate: ticket(3), type: 'ticket_edited' },
        { aggregate: ticket(3), actor: uuid(2), type: 'ticket_edited' },
        { actor: uuid(99) },
        { aggregate: ticket(99) },
      ]

      test('come newest first, without gap or repetition, by every filter, while others arrive', async () => {
        for (let i = 0; i < 60; i++) await mixedEvent(t.store, i)
        for (const filter of filters) await checkPages(t.store, filter)
      })

      test('refuse cursors that were never given out', async () => {
        for (const cursor of ['', 'x', '12', '-000000000000001', '99999999999999999', '0000000000000001 '])
          await expect(t.store.events({}, { limit: 5, cursor }), cursor).rejects.toBeInstanceOf(BadCursor)
      })
    })

    describe('erasing', () => {
      test('drops content and salt of one event and nothing else, also twice', async () => {
        const commit = await grow(t.store, ticket(1), { events: 3 })
        await t.store.erase(ticket(1), 2)
        await t.store.erase(ticket(1), 2)
        const expected = storedOf(commit).map((event, i) => (i === 1 ? { ...event, salt: null, content: null } : event))
        expect(await t.store.chainPage(ticket(1), 0, 10)).toEqual(expected)
        expect((await t.store.events({}, { limit: 10, cursor: null })).items.map(asStored)).toEqual([...expected].reverse())
      })

      test('does no harm where there is no such event', async () => {
        await t.store.erase(ticket(1), 2)
        const commit = await grow(t.store, ticket(1))
        await t.store.erase(ticket(1), 2)
        expect(await t.store.chainPage(ticket(1), 0, 10)).toEqual(storedOf(commit))
      })

      test('goes with the commit that asks for it, and only with it', async () => {
        await grow(t.store, ticket(1), { events: 2 })
        await expect(t.store.append({ ...commitAfter(ticket(1), null), erase: [1] })).rejects.toBeInstanceOf(VersionConflict)
        expect((await t.store.chainPage(ticket(1), 0, 1))[0]?.content).not.toBeNull()
        await grow(t.store, ticket(1), { erase: [1] })
        expect((await t.store.chainPage(ticket(1), 0, 9)).map(({ content }) => content === null)).toEqual([true, false, false])
      })

      test('takes the snapshot away, which may repeat the content', async () => {
        const snapshot = { version: 1, hash: 'a'.repeat(64), machine: 1, state: '{"title":"secret"}' }
        await grow(t.store, ticket(1))
        await t.store.saveSnapshot(ticket(1), snapshot)
        await t.store.saveSnapshot(ticket(2), snapshot)
        await t.store.erase(ticket(1), 1)
        expect(await t.store.snapshot(ticket(1))).toBeNull()
        expect(await t.store.snapshot(ticket(2))).toEqual(snapshot)
        await t.store.saveSnapshot(ticket(1), snapshot)
        await grow(t.store, ticket(1), { erase: [1] })
        expect(await t.store.snapshot(ticket(1))).toBeNull()
      })
    })
  })
}

async function appendUntilWon(store: Store): Promise<{ version: number; lost: number }> {
  for (let lost = 0; ; lost++) {
    const head = await store.head(ticket(1))
    try {
      await store.append(commitAfter(ticket(1), head))
      return { version: (head?.version ?? 0) + 1, lost }
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error
    }
  }
}

async function mixedEvent(store: Store, i: number): Promise<void> {
  await grow(store, ticket(i % 5), { actor: uuid(1 + (i % 3)), type: i % 2 === 0 ? 'ticket_edited' : 'comment_added' })
}

async function everything(store: Store): Promise<readonly PositionedEvent[]> {
  const newest = await store.newest()
  const stop = new AbortController()
  const all: PositionedEvent[] = []
  for await (const { events, cursor } of store.feed(null, stop.signal)) {
    all.push(...events)
    if (newest === null || cursor >= newest) stop.abort()
  }
  return all
}

function fits(event: PositionedEvent, { actor, aggregate, type }: EventFilter): boolean {
  const [, , name, , , typeLine, , actorLine] = event.header.split('\n')
  if (actor !== undefined && actorLine !== `user ${actor}`) return false
  if (aggregate !== undefined && name !== `${aggregate.type} ${aggregate.id}`) return false
  return type === undefined || typeLine === `${type} 1`
}

/** Reads page by page, and appends between the pages what the reader must not be confused by. */
async function checkPages(store: Store, filter: EventFilter): Promise<void> {
  const expected = (await everything(store)).filter(event => fits(event, filter)).reverse()
  const seen: PositionedEvent[] = []
  let cursor: string | null = null
  do {
    const page = await store.events(filter, { limit: 4, cursor })
    expect(page.items.length).toBeLessThanOrEqual(4)
    seen.push(...page.items)
    cursor = page.next
    for (let i = 0; i < 3; i++) await mixedEvent(store, i)
  } while (cursor !== null)
  expect(seen).toEqual(expected)
  const positions = seen.map(({ position }) => position)
  expect(positions).toEqual([...positions].sort().reverse())
}
