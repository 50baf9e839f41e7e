import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { keepProofs } from '../../../server/anchoring/proof-keeping.ts'
import { COPY_NOTE, noteFinished, readMarker, requireFinished } from '../../../server/copying/marker.ts'
import { LEASE_MS } from '../../../server/leases/lease.ts'
import { ANCHORING_LEASE, LISTS_LEASE } from '../../../server/leases/names.ts'
import { project } from '../../../server/projections/projector.ts'
import { UnusableStore } from '../../../server/store/errors.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { openSqliteStore } from '../../../server/store/sqlite/sqlite-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { grow, uuid } from '../../contract/samples.ts'
import { overlay } from '../../support/stores.ts'
import { accepted, createTicket, keptLog, SYSTEM, startRegistry, toTicket } from '../../support/world.ts'
import { tempFolder } from '../store/sqlite/temp-store.ts'
import { type AnchoredStore, copyOf, makeAnchoredStore, storeFile } from '../verification/anchored-store.ts'
import { bundlesOf, copyInto, copyWhole, dyingAtWrite, expectSame, type LastWrite } from './copied.ts'

let made: AnchoredStore
beforeAll(async () => {
  made = await makeAnchoredStore()
}, 120_000)
afterAll(() => made.remove())

/** An anchored log in SQLite, with accounts, of whose two maps only the newer one is kept, and proofs of what is in the older one. */
async function anchored(): Promise<Store> {
  const store = await openSqliteStore({ file: storeFile(await copyOf(made.folder)) })
  onTestFinished(() => store.close())
  for (const [name, user] of [
    ['ada', uuid(2)],
    ['zoe', uuid(1)],
    ['byron', uuid(2)],
    ['lovelace', uuid(2)],
  ] as const)
    await store.accounts.claim(name, user)
  await store.accounts.release('byron', uuid(2))
  await store.accounts.setPassword(uuid(2), '$2b$10$something')
  await store.skipNumbers(41)
  await keepProofs({ store, pause: async () => {} }, 0, new AbortController().signal)
  await store.proofs.pruneMap(1, 1000)
  return store
}

async function sqlite(): Promise<Store> {
  const store = await openSqliteStore({ file: join(await tempFolder(), 'copy.db') })
  onTestFinished(() => store.close())
  return store
}

/** The same in memory, which a test may change. */
async function inMemory(): Promise<Store> {
  const store = openMemoryStore()
  await copyWhole(store, await anchored())
  return store
}

describe('a copy', () => {
  test('holds the same, byte by byte, from SQLite to memory and back', async () => {
    const source = await anchored()
    const memory = openMemoryStore()
    await copyWhole(memory, source)
    await expectSame(memory, source)
    const back = await sqlite()
    await copyWhole(back, memory)
    await expectSame(back, source)
    expect([...(await bundlesOf(back)).values()].filter(text => text.startsWith('{"format"')).length).toBeGreaterThan(2)
    expect(await back.noted('kept-proofs')).toBe('0')
  }, 60_000)

  test('keeps the maps that the source keeps, and no others', async () => {
    const source = await anchored()
    const copy = openMemoryStore()
    await copyWhole(copy, source)
    const [first, second] = await source.proofs.epochs(0, 2)
    const rootOf = (mapRoot = '') => Uint8Array.from(Buffer.from(mapRoot, 'hex'))
    for (const store of [source, copy]) {
      await expect(store.proofs.mapNodes(rootOf(first?.mapRoot))).rejects.toMatchObject({ name: 'MissingNode' })
      expect((await store.proofs.mapNodes(rootOf(second?.mapRoot))).length).toBeGreaterThan(0)
    }
  }, 60_000)

  test('has its own cursors, also where its positions are others than the source’s', async () => {
    const source = await anchored()
    const other = openMemoryStore()
    const shift = (cursor: string | null, by: number) => (cursor === null ? null : String(Number(cursor) + by).padStart(16, '0'))
    // As if the first hundred positions of the source were taken by transactions that came to nothing.
    const shifted = overlay(source, {
      newest: async () => shift(await source.newest(), 100),
      async feedPage(after) {
        const page = await source.feedPage(shift(after, -100))
        if (page === null) return null
        const events = page.events.map(event => ({ ...event, position: shift(event.position, 100) ?? '' }))
        return { events, cursor: shift(page.cursor, 100) ?? '' }
      },
      proofs: overlay(source.proofs, {
        epochs: async (from, limit) =>
          (await source.proofs.epochs(from, limit)).map(epoch => ({ ...epoch, cursor: shift(epoch.cursor, 100) ?? '' })),
      }),
    })
    await copyWhole(other, shifted)
    expect((await other.proofs.epochs(0, 10)).map(({ cursor }) => cursor)).toEqual(
      (await source.proofs.epochs(0, 10)).map(({ cursor }) => cursor),
    )
    await expectSame(other, source)
  }, 60_000)

  test('is gone on from by a server as the source would be', async () => {
    const copy = openMemoryStore()
    await copyWhole(copy, await anchored())
    const registry = startRegistry(copy, { origin: (await copy.setting('origin')) ?? '' })
    accepted(await registry.execute(toTicket(made.tickets[0], 'add_comment', { commentId: uuid(9), body: 'after the move' }), SYSTEM))
    await registry.close()
    expect(await copy.nextNumber()).toBe(42)
  }, 60_000)
})

describe('a copy that is killed', () => {
  test.each(['lost', 'done', 'half'] as const)(
    'at any of its writes (the last one %s) is opened by nobody, and gone on with by the next run to the same',
    async (last: LastWrite) => {
      const source = await inMemory()
      let kills = 0
      for (let n = 1; ; n++) {
        const target = openMemoryStore()
        const dying = dyingAtWrite(target, n, last)
        const ended = await copyInto(dying.store, source).then(
          () => 'copied',
          (error: unknown) => error,
        )
        if (!dying.died) break
        expect(ended).toMatchObject({ code: 'store_unavailable' })
        if (n > 1 || last !== 'lost') await expect(requireFinished(target, 'x')).rejects.toThrow(UnusableStore)
        await copyWhole(target, source)
        await requireFinished(target, 'x')
        await expectSame(target, source)
        kills += 1
      }
      expect(kills).toBeGreaterThan(20)
    },
    120_000,
  )

  test('takes in what was recorded and erased in the source since', async () => {
    const source = await inMemory()
    const origin = (await source.setting('origin')) ?? ''
    for (const n of [4, 8, 12, 16, 20]) {
      const target = openMemoryStore()
      await copyInto(dyingAtWrite(target, n, 'done').store, source).catch(() => {})
      const registry = startRegistry(source, { origin })
      const ticket = await createTicket(registry)
      accepted(await registry.execute(toTicket(made.tickets[0], 'erase_content', { version: 1 + n / 4, reason: 'personal' }), SYSTEM))
      accepted(await registry.execute(toTicket(ticket, 'solve_ticket'), SYSTEM))
      await registry.close()
      for (let page = await source.feedPage(await source.readModels.cursor()); page !== null; page = await source.feedPage(page.cursor))
        await project(source, await source.readModels.follow(), page, keptLog())
      await copyWhole(target, source)
      await expectSame(target, source)
    }
  }, 120_000)
})

test('block headers that were replaced in the source since are replaced in the copy, also by fewer', async () => {
  const [source, target] = [await inMemory(), openMemoryStore()]
  await copyInto(target, source)
  const tip = await source.blocks.tip()
  if (tip === null) throw new Error('there are headers')
  await source.blocks.replace([{ height: tip.height - 1, hash: 'ab'.repeat(32), header: 'cd'.repeat(80) }])
  await copyInto(target, source)
  expect(await target.blocks.from(0, 2000)).toEqual(await source.blocks.from(0, 2000))
}, 60_000)

describe('refused', () => {
  test('is a target that holds anything', async () => {
    const source = await inMemory()
    const begun: readonly ((store: Store) => Promise<unknown>)[] = [
      store => grow(store, { type: 'ticket', id: uuid(1) }),
      store => store.settleSetting('origin', 'x'),
      store => store.note('anything', 'x'),
      store => store.accounts.claim('ada', uuid(1)),
      store => store.nextNumber(),
    ]
    for (const begin of begun) {
      const target = openMemoryStore()
      await begin(target)
      await expect(copyInto(target, source)).rejects.toThrow('The target isn’t empty.')
      expect(await readMarker(target)).toBeNull()
    }
    const whole = openMemoryStore()
    await copyWhole(whole, source)
    await expect(copyInto(whole, source)).rejects.toThrow('The target isn’t empty.')
  }, 60_000)

  test('is a target that is the unfinished copy of another log', async () => {
    const [source, other, target] = [await inMemory(), openMemoryStore(), openMemoryStore()]
    await other.settleSetting('origin', 'another.log')
    await copyInto(target, source)
    await expect(copyInto(target, other)).rejects.toThrow(/unfinished copy of \S+, and the source is another\.log/)
  }, 60_000)

  test('is a source on which a server works, also one that began meanwhile', async () => {
    const [source, target] = [await inMemory(), openMemoryStore()]
    let renewals = 0
    const renew = async () => {
      const standing = await source.leased(ANCHORING_LEASE)
      await source.lease(ANCHORING_LEASE, standing?.renewal ?? null, { holder: 'a server', renewal: `renewal ${++renewals}` })
    }
    await renew()
    await expect(copyInto(target, source, renew)).rejects.toThrow('A server works on the source')
    expect(await readMarker(target)).toBeNull()
    const working = overlay(target, {
      async skipNumbers(upTo) {
        await renew()
        await target.skipNumbers(upTo)
      },
    })
    await expect(copyInto(working, source)).rejects.toThrow('A server works on the source')
    expect(await readMarker(target)).not.toBeNull()
    await copyWhole(target, source)
    await expectSame(target, source)
  }, 60_000)

  test('is none on which a server was killed, or stops', async () => {
    const [source, target] = [await inMemory(), openMemoryStore()]
    await source.lease(ANCHORING_LEASE, null, { holder: 'killed', renewal: 'its last one' })
    await source.lease(LISTS_LEASE, null, { holder: 'stopping', renewal: 'its last one, too' })
    let waits = 0
    await copyInto(target, source, async () => {
      if (++waits === 3) await source.endLease(LISTS_LEASE, 'stopping')
    })
    // Somebody else may have the lease by the last renewal for so long.
    expect(waits * 250).toBeGreaterThanOrEqual(LEASE_MS)
    await copyWhole(target, source)
    await expectSame(target, source)
  }, 60_000)

  test('is a source that has grown at the end', async () => {
    const [source, target] = [await inMemory(), openMemoryStore()]
    const growing = overlay(target, {
      async skipNumbers(upTo) {
        await grow(source, { type: 'ticket', id: uuid(77) })
        await target.skipNumbers(upTo)
      },
    })
    await expect(copyInto(growing, source)).rejects.toThrow('The source was used while it was copied.')
    expect(await readMarker(target)).not.toBeNull()
  }, 60_000)

  test('is a source that is no log, or the unfinished copy of one', async () => {
    const [source, target] = [openMemoryStore(), openMemoryStore()]
    await expect(copyInto(target, source)).rejects.toThrow('There is no log in the source')
    await source.note(COPY_NOTE, JSON.stringify({ origin: 'x', place: { source: null, target: null } }))
    await expect(copyInto(target, source)).rejects.toThrow('The copy of x in the source isn’t finished.')
    await noteFinished(source)
    await expect(copyInto(target, source)).rejects.toThrow('There is no log in the source')
  })

  test('is a source whose epochs don’t hold', async () => {
    const source = await inMemory()
    const wrong = overlay(source, {
      proofs: overlay(source.proofs, {
        async *changedHeads(index) {
          for await (const heads of source.proofs.changedHeads(index)) yield heads.slice(1)
        },
      }),
    })
    await expect(copyInto(openMemoryStore(), wrong)).rejects.toThrow('Epoch 0 of the source has another map')
    const misplaced = overlay(source, {
      proofs: overlay(source.proofs, {
        epochs: async (from, limit) => (await source.proofs.epochs(from, limit)).map(epoch => ({ ...epoch, cursor: `${epoch.cursor}x` })),
      }),
    })
    await expect(copyInto(openMemoryStore(), misplaced)).rejects.toThrow('Epoch 0 of the source names a place')
  }, 60_000)

  test('is a target whose events were changed since', async () => {
    const [source, target] = [await inMemory(), openMemoryStore()]
    await copyInto(dyingAtWrite(target, 6, 'done').store, source).catch(() => {})
    const forged = overlay(target, {
      async feedPage(after) {
        const page = await target.feedPage(after)
        return page === null
          ? null
          : { ...page, events: page.events.map(event => ({ ...event, content: event.content && `${event.content} ` })) }
      },
    })
    await expect(copyInto(forged, source)).rejects.toThrow('The target holds another event')
  }, 60_000)
})
