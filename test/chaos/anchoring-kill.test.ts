import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AnchorRow } from '../../core/anchor/row.ts'
import { bytesOfHex } from '../../core/proof/bitcoin/bytes.ts'
import { formatOutpoint } from '../../core/proof/bitcoin/outpoint.ts'
import { parseTransaction } from '../../core/proof/bitcoin/transaction.ts'
import { checkSealLine } from '../../core/proof/bundle/seal-line.ts'
import { type AnchoringStatus, anchorsAnswerSchema } from '../../core/protocol/anchoring.ts'
import { readGenesis } from '../../server/anchoring/genesis.ts'
import { DevChain } from '../../server/anchoring/networks/dev/chain.ts'
import { openSqliteStore } from '../../server/store/sqlite/sqlite-store.ts'
import { HttpClient } from '../support/http-client.ts'
import { seededRandom } from '../support/seeded-random.ts'
import { runCli, type ServerProcess, startServerProcess, temporaryFolder } from '../support/server-process.ts'
import { checkEveryChain } from '../support/world.ts'

const KILLS = 30
const PASSWORD = 'correct horse battery'
/** Epochs, anchors and blocks come as fast as they can, so that a kill meets each step. */
const ENV = { LOG_LEVEL: 'warn', EPOCH_SECONDS: '1', ANCHOR_SECONDS: '1', DEV_BLOCK_SECONDS: '0' }
const SEED = Number(process.env.SEED ?? randomInt(2 ** 31))

/** Writes, and asks for anchors, until the server is gone. */
async function write(client: HttpClient, random: () => number): Promise<void> {
  const ticket = uuidFrom(random)
  let answer = await client.command('ticket', ticket, 'create_ticket', { title: 'Anchored while dying', body: '' }).catch(() => null)
  while (answer !== null) {
    answer = await client.command('ticket', ticket, 'add_comment', { commentId: uuidFrom(random), body: 'still here' }).catch(() => null)
    if (answer !== null && random() < 0.5) answer = await client.request('POST', '/api/anchors').catch(() => null)
  }
}

function uuidFrom(random: () => number): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('')
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5')
}

async function anchors(client: HttpClient): Promise<{ rows: AnchorRow[]; status: AnchoringStatus }> {
  const rows: AnchorRow[] = []
  for (let cursor: string | null = null; ; ) {
    const { body } = await client.get(`/api/anchors?limit=100${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`)
    const { items, next, status } = anchorsAnswerSchema.parse(body)
    rows.unshift(...[...items].reverse())
    if (next === null) return { rows, status }
    cursor = next
  }
}

describe(`a server that is killed ${KILLS} times while it anchors (SEED=${SEED})`, () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  const random = seededRandom(SEED)

  async function start(): Promise<{ server: ServerProcess; client: HttpClient }> {
    const server = await startServerProcess(folder.path, ENV)
    const client = new HttpClient(server.url)
    expect(await client.signIn('ada', PASSWORD)).toMatchObject({ status: 200 })
    return { server, client }
  }

  beforeAll(async () => {
    folder = await temporaryFolder()
    expect(await runCli(['user', 'add', 'ada', '--admin'], folder.path, { input: `${PASSWORD}\n` })).toMatchObject({ code: 0 })
    for (let kill = 0; kill < KILLS; kill++) {
      const { server, client } = await start()
      const writing = write(client, random)
      await wait(Math.floor(random() * 1200))
      await server.kill()
      await writing
    }
  }, 300_000)
  afterAll(() => folder.remove())

  it('has one line of seals without a gap or a double spend, and every status is right in the end', async () => {
    const { server, client } = await start()
    let found = await anchors(client)
    for (let tries = 0; tries < 600 && !isSettled(found); tries++) {
      await wait(100)
      found = await anchors(client)
    }
    expect(found.rows.map(({ state }) => state)).toEqual(found.rows.map(() => 'final'))
    expect(found.status).toMatchObject({ due: false, troubles: [] })
    await server.stop()

    const { rows } = found
    expect(rows.length).toBeGreaterThan(KILLS / 3)
    expect(rows.map(({ sequence }) => sequence)).toEqual(rows.map((_, place) => place + 1))
    const file = join(folder.path, 'sealdesk.db')
    const store = await openSqliteStore({ file })
    const genesis = await readGenesis(store)
    const seals = rows.map(({ transaction }) => transaction)
    checkSealLine({ from: genesis?.seal ?? '', seals, logKey: found.status.logKey, covering: null })
    expect(await checkEveryChain(store, (await store.setting('origin')) ?? '')).toBeGreaterThan(rows.length)
    let stored = 0
    for await (const page of store.aggregates()) stored += page.filter(({ aggregate }) => aggregate.type === 'anchor').length
    expect(stored).toBe(rows.length)
    await store.close()

    // What the network holds is what the store believes.
    const chain = await DevChain.open(`${file}.dev-chain`)
    const blocks = new Map(chain.best.flatMap(({ fields: { hash }, transactions }) => transactions.map(({ txid }) => [txid, hash])))
    const mined = chain.best.flatMap(({ transactions }) => transactions.slice(1).map(({ raw }) => parseTransaction(bytesOfHex(raw))))
    const outpoints = mined.flatMap(({ inputs }) => inputs.map(({ outpoint }) => formatOutpoint(outpoint)))
    expect(new Set(outpoints).size).toBe(outpoints.length)
    expect(rows.map(({ txid }) => blocks.get(txid))).toEqual(rows.map(({ block }) => block))
    expect(outpoints).toHaveLength(rows.length)
    await chain.close()
  }, 120_000)
})

function isSettled({ rows, status }: { rows: readonly AnchorRow[]; status: AnchoringStatus }): boolean {
  return rows.length > 0 && !status.due && status.troubles.length === 0 && rows.every(({ state }) => state === 'final')
}
