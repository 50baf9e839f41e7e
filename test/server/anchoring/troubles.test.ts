import { describe, expect, it } from 'vitest'
import { buildAnchorTransaction } from '../../../server/anchoring/anchor-transaction.ts'
import { extendedFormat } from '../../../server/anchoring/extended-format.ts'
import { settleGenesis } from '../../../server/anchoring/genesis.ts'
import { createAnchorKey } from '../../../server/anchoring/keys.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { createTicket } from '../../support/world.ts'
import {
  anchorKey,
  anchorSomething,
  checkLine,
  type Desk,
  openDesk,
  readLine,
  storyOf,
  until,
  untilStates,
  untilTrouble,
} from './anchor-desk.ts'
import { running } from './networks/dev-networks.ts'

async function open(satoshis: number | null = 100_000_000) {
  const store = openMemoryStore()
  const network = await running()
  const { address } = await anchorKey(store)
  if (satoshis !== null) await network.dev.fund(address, satoshis)
  const desk = await openDesk(store, network.dev)
  return { ...desk, dev: network.dev, address }
}

/** One trouble as it is told. */
function trouble({ anchoring }: Desk) {
  const [first] = anchoring.status().troubles
  if (first === undefined) throw new Error('there is no trouble')
  return first
}

describe('what is in the way of anchoring', () => {
  it('no_genesis_seal: is there until money comes to the address, and the line begins with that', async () => {
    const desk = await open(null)
    await untilTrouble(desk, 'no_genesis_seal')
    expect(trouble(desk)).toMatchObject({ anchor: null, retryAt: expect.any(String), next: expect.stringContaining(desk.address) })
    await createTicket(desk.registry)
    await expect(desk.anchoring.anchorNow()).rejects.toMatchObject({ code: 'no_genesis_seal' })
    await desk.dev.fund(desk.address, 900)
    await untilTrouble(desk, 'no_genesis_seal')
    await desk.dev.fund(desk.address)
    await untilTrouble(desk)
    await desk.anchoring.anchorNow()
    const [first] = await checkLine(desk.store)
    expect(desk.anchoring.status().genesisSeal).toBe(first?.seal)
  })

  it('out_of_funds: says how much is needed, and goes when money comes, which the next anchor takes in', async () => {
    const desk = await open(1000)
    for (let n = 1; ; n++) {
      await createTicket(desk.registry)
      const failed = await desk.anchoring.anchorNow().then(
        () => null,
        error => error,
      )
      if (failed !== null) {
        expect(failed).toMatchObject({ code: 'conflict', message: expect.stringContaining(desk.address) })
        break
      }
      await untilStates(desk.store, ...Array.from({ length: n }, () => 'published'))
      expect(n).toBeLessThan(30)
    }
    await untilTrouble(desk, 'out_of_funds')
    const before = await readLine(desk.store)
    expect(desk.anchoring.status().funds).toMatchObject({ satoshis: before.at(-1)?.value, anchors: 0 })
    await desk.dev.fund(desk.address, 50_000)
    await untilTrouble(desk)
    await desk.anchoring.anchorNow()
    const after = await checkLine(desk.store)
    expect(after).toHaveLength(before.length + 1)
    expect(after.at(-1)?.value).toBeGreaterThan(49_000)
    await untilStates(desk.store, ...before.map(() => 'mined'), 'published')
  })

  it('network_unavailable: is there while the services are silent, without anything lost', async () => {
    const desk = await open()
    const { id } = await anchorSomething(desk)
    await untilStates(desk.store, 'published')
    desk.dev.silent(true)
    await until(() => expect(desk.anchoring.status().troubles.map(({ code }) => code)).toContain('network_unavailable'))
    await createTicket(desk.registry)
    await expect(desk.anchoring.anchorNow()).rejects.toMatchObject({ code: 'overloaded' })
    desk.dev.silent(false)
    await untilTrouble(desk)
    await desk.dev.mine(12)
    await untilStates(desk.store, 'final')
    expect((await desk.anchoring.anchorNow()).outcome).toBe('new')
    expect((await checkLine(desk.store))[0]?.id).toBe(id)
  })

  it('failed: is there after a pass that failed unexpectedly, tells who waits, and goes with the next one that doesn’t', async () => {
    const store = openMemoryStore()
    const { dev } = await running()
    await dev.fund((await anchorKey(store)).address)
    let isBroken = true
    const listAnchors: typeof store.readModels.listAnchors = async page => {
      if (isBroken) throw new TypeError('nobody foresaw this')
      return store.readModels.listAnchors(page)
    }
    const desk = await openDesk({ ...store, readModels: { ...store.readModels, listAnchors } }, dev)
    await untilTrouble(desk, 'failed')
    expect(trouble(desk)).toMatchObject({ anchor: null, retryAt: expect.any(String), next: expect.stringContaining('log says more') })
    await createTicket(desk.registry)
    await expect(desk.anchoring.anchorNow()).rejects.toMatchObject({ code: 'overloaded', message: expect.stringContaining('tried again') })
    expect(desk.log.entries).toContainEqual(expect.objectContaining({ level: 'error' }))
    isBroken = false
    await anchorSomething(desk)
    await untilTrouble(desk)
  })

  it('no_answer: is there when a transaction is neither seen nor refused for long, and goes when it is seen', async () => {
    const desk = await open()
    desk.dev.hold(true)
    const { id } = await anchorSomething(desk)
    await untilTrouble(desk, 'no_answer')
    expect(trouble(desk)).toMatchObject({ anchor: id, retryAt: expect.any(String) })
    expect(await storyOf(desk.store, id)).toEqual(['transaction_prepared'])
    const { since } = trouble(desk)
    await until(() => expect(Date.now() - Date.parse(since)).toBeGreaterThan(200))
    expect(trouble(desk).since).toBe(since)
    desk.dev.hold(false)
    await untilStates(desk.store, 'published')
    await untilTrouble(desk)
  })

  it('rejected: the same bytes are sent again where no reason is known, until they are taken', async () => {
    const desk = await open()
    desk.dev.refuse('refused')
    const { id, txid } = await anchorSomething(desk)
    await untilTrouble(desk, 'rejected')
    await untilStates(desk.store, 'rejected')
    desk.dev.refuse(null)
    await untilStates(desk.store, 'published')
    await untilTrouble(desk)
    expect(await storyOf(desk.store, id)).toEqual(['transaction_prepared', 'transaction_rejected', 'transaction_published'])
    expect((await checkLine(desk.store)).map(row => row.txid)).toEqual([txid])
  })

  it('rejected: for too low a fee, another transaction is prepared for the same seal, with a higher one', async () => {
    const desk = await open()
    desk.dev.refuse('fee_too_low')
    const first = await anchorSomething(desk)
    await until(async () => expect((await readLine(desk.store))[0]?.attempts).toBeGreaterThan(1))
    desk.dev.refuse(null)
    await untilStates(desk.store, 'published')
    await untilTrouble(desk)
    const [row, ...more] = await checkLine(desk.store)
    expect(more).toEqual([])
    expect(row?.seal).toBe(first.seal)
    const { transactions } = (await desk.registry.anchor(first.id)).snapshot.context
    for (const [place, { fee }] of transactions.entries()) if (place > 0) expect(fee).toBeGreaterThan(transactions[place - 1]?.fee ?? 0)
    await desk.dev.mine(12)
    await untilStates(desk.store, 'final')
  })

  it('rejected: nothing is built upon one of several transactions for a seal before it is in a block', async () => {
    const desk = await open()
    desk.dev.refuse('fee_too_low')
    await anchorSomething(desk)
    await until(async () => expect((await readLine(desk.store))[0]?.attempts).toBeGreaterThan(1))
    desk.dev.refuse(null)
    await untilStates(desk.store, 'published')
    await createTicket(desk.registry)
    const next = desk.anchoring.anchorNow()
    await until(() => expect(desk.anchoring.status().due).toBe(true))
    expect(await readLine(desk.store)).toHaveLength(1)
    await desk.dev.mine()
    expect((await next).outcome).toBe('new')
    expect(await checkLine(desk.store)).toHaveLength(2)
  })

  it('rejected: an older transaction for the seal that got through after all is the one that is followed', async () => {
    const desk = await open()
    desk.dev.refuse('fee_too_low')
    const first = await anchorSomething(desk)
    await until(async () => expect((await readLine(desk.store))[0]?.attempts).toBeGreaterThan(1))
    await desk.close()
    desk.dev.refuse(null)
    const spent = [{ satoshis: first.fee + first.value }]
    expect(await desk.network.broadcaster.submit(extendedFormat(first.transaction, spent), first.txid)).toMatchObject({ state: 'seen' })
    const second = await openDesk(desk.store, desk.dev)
    await untilStates(desk.store, 'published')
    await desk.dev.mine(12)
    await untilStates(desk.store, 'final')
    expect((await checkLine(desk.store))[0]).toMatchObject({ txid: first.txid, state: 'final' })
    await untilTrouble(second)
  })

  it('seal_spent_elsewhere: a foreign transaction that spends the seal stops the line visibly', async () => {
    const desk = await open()
    await anchorSomething(desk)
    await untilStates(desk.store, 'published')
    const [row] = await readLine(desk.store)
    if (row === undefined) throw new Error('no anchor')
    const seal = { txid: row.txid, vout: 1, satoshis: row.value }
    const plan = { key: desk.key.privateKey(), seal, funds: null, checkpoint: 'elsewhere\n', feeRate: 200 }
    const foreign = await buildAnchorTransaction(plan)
    expect(await desk.network.broadcaster.submit(foreign.extended, foreign.txid)).toMatchObject({ state: 'seen' })
    await untilTrouble(desk, 'seal_spent_elsewhere')
    expect(trouble(desk).text).toContain(foreign.txid)
    await createTicket(desk.registry)
    await expect(desk.anchoring.anchorNow()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(foreign.txid) })
    expect(await checkLine(desk.store)).toHaveLength(1)
    // It is lost again, and was never in a block: the line goes on.
    await desk.dev.forgetMempool()
    await untilTrouble(desk)
    await desk.anchoring.anchorNow()
    expect(await checkLine(desk.store)).toHaveLength(2)
  })

  it('seal_spent_elsewhere: also where it comes between preparing and sending', async () => {
    const desk = await open()
    desk.dev.hold(true)
    const { id, seal, fee, value } = await anchorSomething(desk)
    await desk.close()
    desk.dev.hold(false)
    await desk.dev.forgetMempool()
    const [txid = '', vout] = seal.split(':')
    const plan = { key: desk.key.privateKey(), seal: { txid, vout: Number(vout), satoshis: fee + value }, funds: null }
    const foreign = await buildAnchorTransaction({ ...plan, checkpoint: 'elsewhere\n', feeRate: 200 })
    expect(await desk.network.broadcaster.submit(foreign.extended, foreign.txid)).toMatchObject({ state: 'seen' })
    const second = await openDesk(desk.store, desk.dev)
    await untilTrouble(second, 'seal_spent_elsewhere')
    await untilStates(desk.store, 'rejected')
    expect(trouble(second)).toMatchObject({ anchor: id, text: expect.stringContaining(foreign.txid) })
  })

  it('rejected: another key than the line was begun with prepares nothing that it couldn’t sign, also where nothing is anchored yet', async () => {
    const store = openMemoryStore()
    const network = await running()
    const before = createAnchorKey('dev', () => '22'.repeat(32))
    await network.dev.fund(before.address)
    await network.dev.fund((await anchorKey(store)).address)
    await settleGenesis(store, { name: 'dev', chain: network.chain }, before.address)
    const desk = await openDesk(store, network.dev)
    await untilTrouble(desk, 'rejected')
    await createTicket(desk.registry)
    await expect(desk.anchoring.anchorNow()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('ANCHOR_KEY') })
    expect(await readLine(store)).toEqual([])
  })

  it('wrong_proof: a Merkle path that doesn’t lead to its header is never recorded, and is asked for again', async () => {
    const desk = await open()
    const { id } = await anchorSomething(desk)
    await untilStates(desk.store, 'published')
    desk.dev.wrongPath(true)
    await desk.dev.mine()
    await untilTrouble(desk, 'wrong_proof')
    expect(await storyOf(desk.store, id)).toEqual(['transaction_prepared', 'transaction_published'])
    desk.dev.wrongPath(false)
    await untilStates(desk.store, 'mined')
    await untilTrouble(desk)
  })

  it('a network that forgets a transaction is sent the same bytes again', async () => {
    const desk = await open()
    const { txid, id } = await anchorSomething(desk)
    await untilStates(desk.store, 'published')
    await desk.dev.forgetMempool()
    await until(async () => expect(await desk.network.broadcaster.status(txid)).toMatchObject({ state: 'seen' }))
    expect(await storyOf(desk.store, id)).toEqual(['transaction_prepared', 'transaction_published'])
  })
})

describe('a reorganisation', () => {
  it('of two blocks takes anchors back and forward again, and replaces their proofs', async () => {
    const desk = await open()
    const first = await anchorSomething(desk)
    await untilStates(desk.store, 'published')
    await desk.dev.mine()
    await untilStates(desk.store, 'mined')
    await anchorSomething(desk)
    await untilStates(desk.store, 'mined', 'published')
    await desk.dev.mine()
    await untilStates(desk.store, 'mined', 'mined')
    const before = await readLine(desk.store)

    await desk.dev.reorganise(2)
    await untilStates(desk.store, 'published', 'published')
    await untilTrouble(desk, 'reorganised', 'reorganised')
    await desk.dev.mine()
    await untilStates(desk.store, 'mined', 'mined')
    await untilTrouble(desk)
    const after = await checkLine(desk.store)
    for (const [place, row] of after.entries()) {
      expect(row.txid).toBe(before[place]?.txid)
      expect(row.block).not.toBe(before[place]?.block)
      expect(row.path).not.toBe(before[place]?.path)
      expect(await desk.headers.confirmations(row.height ?? 0, row.block ?? '')).toBeGreaterThan(0)
    }
    await desk.dev.mine(11)
    await untilStates(desk.store, 'final', 'final')
    expect(await storyOf(desk.store, first.id)).toEqual([
      'transaction_prepared',
      'transaction_published',
      'transaction_mined',
      'transaction_reorganised',
      'transaction_mined',
      'transaction_final',
    ])
  })

  it('that loses the transactions as well has them sent again, in the line’s order', async () => {
    const desk = await open()
    for (let n = 1; n <= 3; n++) {
      await anchorSomething(desk)
      await untilStates(desk.store, ...Array.from({ length: n }, () => 'published'))
    }
    await desk.dev.mine(2)
    await untilStates(desk.store, 'mined', 'mined', 'mined')
    await desk.dev.reorganise(2, { transactions: 'forget' })
    await untilStates(desk.store, 'published', 'published', 'published')
    await until(async () => {
      for (const { txid } of await readLine(desk.store))
        expect(await desk.network.broadcaster.status(txid)).toMatchObject({ state: 'seen' })
    })
    await desk.dev.mine(12)
    await untilStates(desk.store, 'final', 'final', 'final')
    expect(await checkLine(desk.store)).toHaveLength(3)
    await untilTrouble(desk)
  })

  it('of a final anchor’s block is taken for what it is', async () => {
    const desk = await open()
    await anchorSomething(desk)
    await untilStates(desk.store, 'published')
    await desk.dev.mine(12)
    await untilStates(desk.store, 'final')
    await desk.dev.reorganise(12)
    await untilTrouble(desk, 'reorganised')
    await desk.dev.mine(12)
    await untilStates(desk.store, 'final')
    await untilTrouble(desk)
  })

  it('of more than a hundred blocks leaves nothing as it was', async () => {
    const desk = await open()
    for (let n = 1; n <= 3; n++) {
      await anchorSomething(desk)
      await untilStates(desk.store, ...Array.from({ length: n - 1 }, () => 'mined'), 'published')
      await desk.dev.mine()
      await untilStates(desk.store, ...Array.from({ length: n }, () => 'mined'))
    }
    await desk.dev.mine(110)
    await untilStates(desk.store, 'final', 'final', 'final')
    await anchorSomething(desk)
    await untilStates(desk.store, 'final', 'final', 'final', 'published')
    const before = await readLine(desk.store)
    await desk.dev.reorganise(113)
    await desk.dev.mine(13)
    await untilStates(desk.store, 'final', 'final', 'final', 'final')
    for (const [place, row] of (await checkLine(desk.store)).entries()) {
      expect(row.txid).toBe(before[place]?.txid)
      expect(await desk.headers.confirmations(row.height ?? 0, row.block ?? '')).toBeGreaterThan(11)
    }
    await untilTrouble(desk)
  })

  it('stays a trouble for the server that takes over', async () => {
    const desk = await open()
    await anchorSomething(desk)
    await untilStates(desk.store, 'published')
    await desk.dev.mine(2)
    await untilStates(desk.store, 'mined')
    await desk.dev.reorganise(2)
    await untilTrouble(desk, 'reorganised')
    const { since } = trouble(desk)
    await desk.close()
    const second = await openDesk(desk.store, desk.dev)
    await untilTrouble(second, 'reorganised')
    expect(trouble(second).since).toBe(since)
    await desk.dev.mine()
    await untilStates(desk.store, 'mined')
    await untilTrouble(second)
  })
})
