import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { anchorStateOf } from '../../../core/anchor/machine.ts'
import { parseHeader } from '../../../core/events/header.ts'
import type { Registry, RegistryOptions } from '../../../server/actors/registry.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { anna } from '../../core/aggregate/people.ts'
import { blockA, final, hash, mined, prepare, published, rejected, txid } from '../../core/anchor/samples.ts'
import { accepted, checkEveryChain, createTicket, readChain, refusalOf, startRegistry } from '../../support/world.ts'

const open: Registry[] = []
afterEach(async () => {
  for (const registry of open.splice(0)) await registry.close()
})

function start(store: Store, options: Partial<RegistryOptions> = {}): Registry {
  const registry = startRegistry(store, options)
  open.push(registry)
  return registry
}

describe('a command to an anchor', () => {
  it('is recorded on its chain, and shows when somebody looks', async () => {
    const store = openMemoryStore()
    const registry = start(store)
    const id = randomUUID()
    expect(anchorStateOf((await registry.anchor(id)).snapshot)).toBe('absent')
    for (const command of [prepare(1), published(1), mined(1), final(1)]) accepted(await registry.anchorCommand(id, randomUUID(), command))
    const { snapshot, head } = await registry.anchor(id)
    expect(anchorStateOf(snapshot)).toBe('final')
    expect(snapshot.context).toMatchObject({ txid: txid(1), holding: blockA })
    expect((await readChain(store, 'anchor', id)).at(-1)?.hash).toBe(head.hash)
    expect(await checkEveryChain(store)).toBe(1)
  })

  it('happens once, however often it is sent, also by a server that was started anew', async () => {
    const store = openMemoryStore()
    const id = randomUUID()
    const commandId = randomUUID()
    const first = await start(store).anchorCommand(id, commandId, prepare(1))
    expect(await start(store).anchorCommand(id, commandId, prepare(1))).toEqual(first)
    expect(refusalOf(await start(store).anchorCommand(id, randomUUID(), prepare(1)))).toBe('nothing_to_change')
    expect(await store.head({ type: 'anchor', id })).toMatchObject({ version: 1 })
  })

  it('is refused where a person sends it', async () => {
    const store = openMemoryStore()
    const id = randomUUID()
    expect(refusalOf(await start(store).anchorCommand(id, randomUUID(), prepare(1, {}, anna)))).toBe('not_allowed')
    expect(await store.head({ type: 'anchor', id })).toBeNull()
  })

  it('is not recorded with facts that nobody could read again', async () => {
    const store = openMemoryStore()
    const id = randomUUID()
    await expect(start(store).anchorCommand(id, randomUUID(), prepare(1, { fee: -1 }))).rejects.toMatchObject({ code: 'internal' })
    expect(await store.head({ type: 'anchor', id })).toBeNull()
  })
})

it('of two servers that spend the same seal with different transactions, one prepares and the other is told', async () => {
  const store = openMemoryStore()
  const servers = [start(store), start(store)]
  const id = randomUUID()
  const answers = await Promise.all(servers.map((server, n) => server.anchorCommand(id, randomUUID(), prepare(n + 1))))
  expect(answers.map(refusalOf).sort()).toEqual(['accepted', 'not_in_this_state'])
  expect(await store.head({ type: 'anchor', id })).toMatchObject({ version: 1 })
})

it('the network’s own words about a refusal are content, which the facts don’t need', async () => {
  const store = openMemoryStore()
  const registry = start(store)
  const id = randomUUID()
  accepted(await registry.anchorCommand(id, randomUUID(), prepare(1)))
  accepted(await registry.anchorCommand(id, randomUUID(), rejected(1)))
  const [, refused] = await readChain(store, 'anchor', id)
  expect(refused?.content).toBe('{"detail":"min fee not met"}')
  expect(parseHeader(refused?.header ?? '').facts).toEqual({ txid: txid(1), reason: 'fee_too_low' })
})

it('every event names the newest block that is known when it is recorded', async () => {
  const store = openMemoryStore()
  let newest: string | null = null
  const registry = start(store, { block: () => newest })
  const before = await createTicket(registry)
  newest = hash('c')
  const after = await createTicket(registry)
  const blockOf = async (id: string) => parseHeader((await readChain(store, 'ticket', id))[0]?.header ?? '').block
  expect([await blockOf(before), await blockOf(after)]).toEqual([null, hash('c')])
})
