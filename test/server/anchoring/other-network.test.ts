import { copyFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { createTicket } from '../../support/world.ts'
import { anchorKey, anchorSomething, checkLine, openDesk, readLine, until, untilStates, untilTrouble } from './anchor-desk.ts'
import { chainFile, running } from './networks/dev-networks.ts'

/** A desk with an anchor in a block, closed; and the file of the network that it is on. */
async function anchoredDesk() {
  const store = openMemoryStore()
  const { dev, file, close } = await running()
  await dev.fund((await anchorKey(store)).address)
  const desk = await openDesk(store, dev)
  await anchorSomething(desk)
  await untilStates(store, 'published')
  await dev.mine()
  await untilStates(store, 'mined')
  await desk.close()
  return { store, dev, file, close }
}

/** A network of a fresh file that pays the desk as the first one did: its genesis seal is there again, byte for byte. */
async function freshNetwork(store: Store, blocks = 0) {
  const network = await running()
  await network.dev.fund((await anchorKey(store)).address)
  await network.dev.mine(blocks)
  return network
}

async function writtenIn(store: Store) {
  const lines = await readLine(store)
  return { newest: await store.newest(), epoch: await store.proofs.newestEpoch(), tip: await store.blocks.tip(), lines }
}

describe('a development network that is another one than the anchors are on', () => {
  it.each([
    ['shorter', 0],
    ['longer', 20],
  ])('is told, and nothing is written or signed, where its chain is %s', async (_, blocks) => {
    const { store } = await anchoredDesk()
    const other = await freshNetwork(store, blocks)
    const desk = await openDesk(store, other.dev)
    await untilTrouble(desk, 'other_network')
    await createTicket(desk.registry)
    const before = await writtenIn(store)
    const [trouble] = desk.anchoring.status().troubles
    expect(trouble).toMatchObject({ anchor: null, retryAt: expect.any(String), next: expect.stringContaining('sealdesk dev-network') })
    const { host, pathname } = new URL(other.dev.whatsOnChainUrl)
    expect(trouble?.text).toContain(`at ${host} is another one`)
    expect(JSON.stringify(desk.anchoring.status())).not.toContain(pathname)
    const refused = { code: 'other_network', message: expect.stringContaining(`at ${host} is another one`) }
    await expect(desk.anchoring.anchorNow()).rejects.toMatchObject(refused)
    await desk.headers.poll()
    expect(desk.headers.trouble()).toMatchObject({ code: 'other_network' })
    await untilTrouble(desk, 'other_network')
    expect(await writtenIn(store)).toEqual(before)
  })

  it('is told of a copy that is older than the newest anchor, also', async () => {
    const { store, dev, file } = await anchoredDesk()
    const older = await chainFile()
    await copyFile(file, older)
    const first = await openDesk(store, dev)
    await anchorSomething(first)
    await untilStates(store, 'mined', 'published')
    await dev.mine()
    await untilStates(store, 'mined', 'mined')
    await first.close()
    const desk = await openDesk(store, (await running({ file: older })).dev)
    await untilTrouble(desk, 'other_network')
    await expect(desk.anchoring.anchorNow()).rejects.toMatchObject({
      code: 'other_network',
      message: expect.stringContaining('older copy'),
    })
    expect(await checkLine(store)).toHaveLength(2)
  })

  it('is not claimed of a copy that has all blocks, on which the line goes on', async () => {
    const { store, file, close } = await anchoredDesk()
    await close()
    const copy = await chainFile()
    await copyFile(file, copy)
    const desk = await openDesk(store, (await running({ file: copy })).dev)
    await anchorSomething(desk)
    expect(await checkLine(store)).toHaveLength(2)
    await untilTrouble(desk)
  })

  it('is found where it takes the place of the right one under a running server, and forgotten when that is back', async () => {
    const { store, dev } = await anchoredDesk()
    const other = await freshNetwork(store, 20)
    let isReplaced = false
    // Both at one address, as after a restart with another file.
    const fetched: typeof fetch = (input, init) =>
      fetch(String(input).replace(dev.arcUrl, isReplaced ? other.dev.arcUrl : dev.arcUrl), init)
    const desk = await openDesk(store, dev, { fetch: fetched })
    await desk.headers.poll()
    await untilTrouble(desk)
    isReplaced = true
    await untilTrouble(desk, 'other_network')
    await expect(desk.anchoring.anchorNow()).rejects.toMatchObject({ code: 'other_network' })
    isReplaced = false
    await untilTrouble(desk)
    await anchorSomething(desk)
    expect(await checkLine(store)).toHaveLength(2)
  })

  it('is not claimed where no such service is at the address, or nobody answers', async () => {
    const { store, dev } = await anchoredDesk()
    const desk = await openDesk(store, { ...dev, whatsOnChainUrl: dev.arcUrl })
    await until(() => expect(new Set(desk.anchoring.status().troubles.map(({ code }) => code))).toEqual(new Set(['network_unavailable'])))
    await createTicket(desk.registry)
    await expect(desk.anchoring.anchorNow()).rejects.toMatchObject({ code: 'overloaded' })
  })

  it('is told by the server that makes the anchors to the one that was asked, though that has the right one', async () => {
    const { store, dev } = await anchoredDesk()
    const maker = await openDesk(store, (await freshNetwork(store)).dev, { holder: 'maker' })
    await untilTrouble(maker, 'other_network')
    const asked = await openDesk(store, dev, { holder: 'asked', lease: { isHolder: () => false, onChange: () => () => {} } })
    await createTicket(asked.registry)
    await expect(asked.anchoring.anchorNow()).rejects.toMatchObject({ code: 'other_network' })
    expect(await checkLine(store)).toHaveLength(1)
  })
})
