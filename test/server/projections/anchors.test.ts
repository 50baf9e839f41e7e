import { randomUUID } from 'node:crypto'
import { afterEach, expect, it } from 'vitest'
import type { AnchorCommand } from '../../../core/anchor/commands.ts'
import { anchorRowOf } from '../../../core/anchor/view.ts'
import type { Registry } from '../../../server/actors/registry.ts'
import { type Projections, startProjections } from '../../../server/projections/projections.ts'
import type { Projected } from '../../../server/projections/projector.ts'
import { rebuildProjections } from '../../../server/projections/rebuild.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { final, hash, mined, prepare, published, rejected, reorganised, txid } from '../../core/anchor/samples.ts'
import { dumpReadModels } from '../../support/read-model-dump.ts'
import { overlay } from '../../support/stores.ts'
import { accepted, keptLog, startRegistry } from '../../support/world.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function follow(store: Store = openMemoryStore()): Promise<{ store: Store; registry: Registry; projections: Projections }> {
  const registry = startRegistry(store)
  const projections = await startProjections(store, keptLog())
  ends.push(async () => {
    await registry.close()
    await projections.close()
  })
  return { store, registry, projections }
}

async function send(registry: Registry, id: string, ...commands: AnchorCommand[]): Promise<void> {
  for (const command of commands) accepted(await registry.anchorCommand(id, randomUUID(), command))
}

it('an anchor’s row is what its machine says of it, at every step', async () => {
  const { store, registry, projections } = await follow()
  const id = randomUUID()
  for (const command of [prepare(1), rejected(1), prepare(2), published(2), mined(1), final(1), reorganised(1), mined(2)]) {
    await send(registry, id, command)
    await projections.caughtUp()
    expect(await store.readModels.anchors([id])).toEqual([anchorRowOf(id, (await registry.anchor(id)).snapshot)])
  }
})

it('the line is listed newest first, whatever order the rows came in', async () => {
  const { store, registry, projections } = await follow()
  for (const sequence of [2, 1, 3]) await send(registry, randomUUID(), prepare(sequence, { sequence, seal: `${hash(String(sequence))}:1` }))
  await projections.caughtUp()
  const { items } = await store.readModels.listAnchors({ limit: 10, cursor: null })
  expect(items.map(({ sequence }) => sequence)).toEqual([3, 2, 1])
})

it('whoever listens is told the rows that have changed, and each once', async () => {
  const { registry, projections } = await follow()
  const told: Projected['anchors'][number][] = []
  projections.onProjected(({ anchors }) => void told.push(...anchors))
  const id = randomUUID()
  await send(registry, id, prepare(1), published(1))
  await projections.caughtUp()
  expect(told.at(-1)).toMatchObject({ id, state: 'published', txid: txid(1) })
  expect(new Set(told.map(({ version }) => version)).size).toBe(told.length)
})

it('rebuilding gives the same rows', async () => {
  const { store, registry, projections } = await follow()
  await send(registry, randomUUID(), prepare(1, { sequence: 1 }), rejected(1), prepare(2, { sequence: 1 }), mined(1), final(1))
  await send(registry, randomUUID(), prepare(3, { sequence: 2, seal: `${txid(1)}:1` }), published(3))
  await projections.caughtUp()
  await projections.close()
  const before = await dumpReadModels(store)
  expect(before.anchors).toHaveLength(2)
  await rebuildProjections(store, keptLog())
  expect(await dumpReadModels(store)).toEqual(before)
})

it('an anchor with an event that can’t be read is named in the log, and doesn’t keep the others from being seen', async () => {
  const store = openMemoryStore()
  const registry = startRegistry(store)
  const broken = randomUUID()
  const good = randomUUID()
  await send(registry, broken, prepare(1), published(1))
  await send(registry, good, prepare(2, { sequence: 4, seal: `${txid(1)}:1` }))
  await registry.close()
  const damaged = overlay(store, {
    async *chain(aggregate, after) {
      for await (const page of store.chain(aggregate, after))
        yield page.map(event => ({ ...event, header: event.header.replace('transaction_published', 'transaction_perished') }))
    },
  })
  const log = keptLog()
  const projections = await startProjections(damaged, log)
  await projections.caughtUp()
  await projections.close()
  expect((await store.readModels.anchors([broken, good])).map(({ id, version }) => [id, version])).toEqual([
    [broken, 1],
    [good, 1],
  ])
  expect(log.entries).toMatchObject([{ level: 'error', fields: { aggregate: { id: broken }, version: 2 } }])
})
