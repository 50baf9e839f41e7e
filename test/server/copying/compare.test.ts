import { beforeEach, describe, expect, test } from 'vitest'
import { STATUS_NOTE } from '../../../server/anchoring/status-board.ts'
import { compare } from '../../../server/copying/compare.ts'
import { UnusableStore } from '../../../server/store/errors.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { grow, ORIGIN, ticket, uuid } from '../../contract/samples.ts'
import { overlay } from '../../support/stores.ts'
import { openEpochs } from '../anchoring/epoch-desk.ts'
import { copyInto } from './copied.ts'

const LOG_KEY = 'ab'.repeat(32)

let source: Store
beforeEach(async () => {
  source = openMemoryStore()
  await source.settleSetting('origin', ORIGIN)
  await source.settleSetting('anchoring/log-key', LOG_KEY)
  await source.note('kept-proofs', '0')
  await source.skipNumbers(41)
  await source.accounts.claim('ada', uuid(1))
  const epochs = await openEpochs(source)
  await grow(source, ticket(3))
  for (const n of [1, 2, 1]) {
    await grow(source, ticket(n))
    await epochs.makeNow()
  }
  await epochs.close()
  await source.proofs.keepProofs(
    [1, 2].map(n => ({ aggregate: ticket(n), epoch: n - 1, version: 1, siblings: new Uint8Array(32).fill(n) })),
  )
  await source.proofs.pruneMap(1, 1000)
})

/** A copy of the source into a target that loses some of what it is given, or gets something from elsewhere. */
async function copied(spoil: (target: Store) => Store = target => target): Promise<Store> {
  const target = openMemoryStore()
  await copyInto(spoil(target), source)
  return target
}

const compared = (target: Store) => compare(source, target, () => {})
const lossyProofs = (calls: (target: Store) => Partial<Store['proofs']>) => (target: Store) =>
  overlay(target, { proofs: overlay(target.proofs, calls(target)) })

describe('a copy is compared', () => {
  test('with everything that it has to hold, which is counted', async () => {
    const more = new Map<string, number>()
    const target = await copied()
    expect(await compare(source, target, (part, count) => more.set(part, (more.get(part) ?? 0) + count))).toEqual({
      heads: 3,
      epochs: 3,
      oldestMap: 1,
      keptProofs: 2,
      blockHeaders: 0,
      accounts: 1,
      settings: 2,
      notes: 1,
      lastNumber: 41,
    })
    expect([...more]).toEqual([
      ['heads', 3],
      ['kept proofs', 2],
    ])
  })

  test('but for the notes of the servers that run', async () => {
    const target = await copied()
    await source.note(STATUS_NOTE, 'how it stands there')
    await compared(target)
  })

  const losses: Readonly<Record<string, (target: Store) => Store>> = {
    'the kept proof of ticket 00000000-0000-4000-8000-000000000002': lossyProofs(target => ({
      keepProofs: proofs => target.proofs.keepProofs(proofs.filter(({ aggregate }) => aggregate.id !== uuid(2))),
    })),
    'the oldest map is kept of epoch 2, and not of epoch 1': lossyProofs(target => ({
      pruneMap: (_, limit) => target.proofs.pruneMap(2, limit),
    })),
    'the setting anchoring/log-key': target =>
      overlay(target, { settleSetting: async (name, text) => (name === 'origin' ? target.settleSetting(name, text) : text) }),
    'the note kept-proofs': target =>
      overlay(target, { note: async (name, text) => (name === 'kept-proofs' ? undefined : target.note(name, text)) }),
    'the newest ticket’s number': target => overlay(target, { skipNumbers: async () => {} }),
  }
  test.each(Object.entries(losses))('and differs where the target has lost %s', async (what, spoil) => {
    await expect(compared(await copied(spoil))).rejects.toThrow(`The copy differs from the source: ${what}. `)
  })

  const changes: Readonly<Record<string, (target: Store) => Promise<unknown>>> = {
    'the kept proof of ticket 00000000-0000-4000-8000-000000000001': target =>
      target.proofs.keepProofs([{ aggregate: ticket(1), epoch: 2, version: 2, siblings: new Uint8Array() }]),
    'the setting other': target => target.settleSetting('other', 'x'),
    'the note network': target => target.note('network', 'dev'),
    'the newest ticket’s number': target => target.nextNumber(),
    'the number of accounts': target => target.accounts.claim('zoe', uuid(2)),
  }
  test.each(Object.entries(changes))('and differs where the target has another one: %s', async (what, change) => {
    const target = await copied()
    await change(target)
    await expect(compared(target)).rejects.toThrow(`The copy differs from the source: ${what}. `)
  })

  test('and differs where the target has kept proofs that the source hasn’t, and siblings that are others', async () => {
    const target = await copied()
    const more = overlay(target.proofs, {
      async *keptProofs() {
        yield* target.proofs.keptProofs()
        yield* target.proofs.keptProofs()
      },
    })
    await expect(compared(overlay(target, { proofs: more }))).rejects.toThrow('the number of kept proofs')
    const others = overlay(target.proofs, {
      keptProof: async aggregate => {
        const kept = await target.proofs.keptProof(aggregate)
        return kept && { ...kept, siblings: kept.siblings.map(byte => byte ^ 1) }
      },
    })
    await expect(compared(overlay(target, { proofs: others }))).rejects.toThrow('the kept proof of ticket')
  })

  test('and a key that differs isn’t shown', async () => {
    const target = await copied(target =>
      overlay(target, { settleSetting: async (name, text) => (name === 'origin' ? target.settleSetting(name, text) : text) }),
    )
    await target.settleSetting('anchoring/log-key', 'cd'.repeat(32))
    const error = await compared(target).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(UnusableStore)
    expect(String(error)).not.toMatch(/abab|cdcd/)
  })
})
