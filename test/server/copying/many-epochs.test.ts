import { expect, onTestFinished, test } from 'vitest'
import { compare } from '../../../server/copying/compare.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { grow, ORIGIN, ticket } from '../../contract/samples.ts'
import { checkMapProofs, made, openEpochs } from '../anchoring/epoch-desk.ts'
import { copyInto, dyingAtWrite } from './copied.ts'

const EPOCHS = 230

/** Many small epochs, and a large one that is gathered in parts. */
async function longLog(): Promise<Store> {
  const store = openMemoryStore()
  await store.settleSetting('origin', ORIGIN)
  const epochs = await openEpochs(store)
  onTestFinished(() => epochs.close())
  for (let i = 1; i < EPOCHS; i++) {
    await grow(store, ticket(i % 17))
    if (i % 3 === 0) await grow(store, ticket(i))
    await epochs.makeNow()
  }
  for (let n = 1000; n < 7000; n++) await grow(store, ticket(n))
  await epochs.makeNow()
  return store
}

test('many epochs are made together, and go on where that was broken off', async () => {
  const source = await longLog()
  for (const writes of [null, 12, 20, 26, 140, 300, 340]) {
    const target = openMemoryStore()
    const dying = dyingAtWrite(target, writes ?? Number.POSITIVE_INFINITY, 'done')
    await copyInto(dying.store, source).catch(error => expect(error).toMatchObject({ code: 'store_unavailable' }))
    expect(dying.died).toBe(writes !== null)
    await copyInto(target, source)
    expect((await compare(source, target, () => {})).epochs).toBe(EPOCHS)
    for (const index of [0, 99, 100, EPOCHS - 2]) await checkMapProofs(target, made(await target.proofs.epoch(index)))
    await target.proofs.pruneMap(EPOCHS - 1, Number.POSITIVE_INFINITY)
    await expect(checkMapProofs(target, made(await target.proofs.epoch(100)))).rejects.toMatchObject({ name: 'MissingNode' })
  }
}, 120_000)
