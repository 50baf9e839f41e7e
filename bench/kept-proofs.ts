import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { AnchorRow } from '../core/anchor/row.ts'
import { proveHead } from '../core/proof/map/find.ts'
import { EMPTY, headValue, mapKey } from '../core/proof/map/keys.ts'
import { updateMap } from '../core/proof/map/update.ts'
import { keepProofs } from '../server/anchoring/proof-keeping.ts'
import { storedNodes } from '../server/anchoring/stored-nodes.ts'
import type { MappedHead } from '../server/store/proofs.ts'
import { Database } from '../server/store/sqlite/database.ts'
import { createSchema } from '../server/store/sqlite/schema.ts'
import { openSqliteStore } from '../server/store/sqlite/sqlite-store.ts'
import type { Store } from '../server/store/store.ts'
import { print } from './report.ts'

const HEADS = 100_000
const CHANGED = 1000
const CHUNK = 5000

/** Keeping the proofs of what an anchor holds first, in a map of a hundred thousand heads, beside proving as many heads one by one. */
export async function benchKeptProofs(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sealdesk-bench-'))
  const file = join(folder, 'store.db')
  const heads = Array.from({ length: HEADS }, (_, n) => headOf(n, 1))
  addAggregates(file, heads)
  const store = await openSqliteStore({ file })
  try {
    const first = await addEpoch(store, 0, EMPTY, heads)
    await anchor(store, 1)
    const all = await keeping(store, 0)
    const changed = heads.filter((_, n) => n % (HEADS / CHANGED) === 0).map((_, n) => headOf(n * (HEADS / CHANGED), 2))
    const second = await addEpoch(store, 1, first, changed)
    await anchor(store, 2)
    const some = await keeping(store, 1)

    const nodes = storedNodes(store.proofs)
    const start = performance.now()
    for (const { aggregate } of changed) await proveHead(second, mapKey(aggregate), nodes)
    const oneByOne = performance.now() - start
    const bytes = await bytesOf(store, changed)
    print(
      `Keeping proofs at ${HEADS.toLocaleString('en')} heads in a SQLite store, against proving ${CHANGED.toLocaleString('en')} one by one`,
      [
        row(`${CHANGED.toLocaleString('en')} heads proven one by one, and nothing written`, oneByOne, oneByOne),
        row(`${CHANGED.toLocaleString('en')} heads proven together and kept`, some, oneByOne),
        row(`all of them, for each ${CHANGED.toLocaleString('en')}`, (all * CHANGED) / HEADS, oneByOne),
        { what: 'bytes of siblings a head', rate: bytes.toFixed(0), ratio: '' },
      ],
    )
  } finally {
    await store.close()
    await rm(folder, { recursive: true })
  }
}

function row(what: string, ms: number, peer: number) {
  return { what, rate: `${ms.toFixed(0)} ms`, ratio: `${(ms / peer).toFixed(2)} ×` }
}

function headOf(n: number, version: number): MappedHead {
  const id = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
  return { aggregate: { type: 'ticket', id }, version, hash: createHash('sha256').update(`${n} ${version}`).digest('hex') }
}

/** Their events don't matter here. */
function addAggregates(file: string, heads: readonly MappedHead[]): void {
  const database = new Database(file)
  createSchema(database)
  database.exec('BEGIN')
  for (const { aggregate, version, hash } of heads)
    database.run('INSERT INTO aggregates (type, name, version, hash) VALUES (?, ?, ?, ?)', aggregate.type, aggregate.id, version, hash)
  database.exec('COMMIT')
  database.close()
}

/** Puts heads into the map as an epoch does; answers the map's root. */
async function addEpoch({ proofs }: Store, index: number, before: Uint8Array, heads: readonly MappedHead[]): Promise<Uint8Array> {
  let root = before
  for (let from = 0; from < heads.length; from += CHUNK) {
    const chunk = heads.slice(from, from + CHUNK)
    const changes = chunk.map(({ aggregate, version, hash }) => ({ key: mapKey(aggregate), value: headValue(aggregate, version, hash) }))
    const update = await updateMap(root, changes, storedNodes(proofs))
    await proofs.putMapNodes(update.added)
    await proofs.stage({ index, attempt: 'only', heads: chunk, stale: update.stale })
    root = update.root
  }
  const epoch = { index, record: '', mapRoot: bytesToHex(root), aggregates: HEADS, versions: HEADS, completed: [], checkpoint: '' }
  await proofs.commitEpoch({ ...epoch, cursor: String(index), attempt: 'only' })
  return root
}

/** An anchor in a block that carries the log up to so many epochs. */
async function anchor({ readModels }: Store, size: number): Promise<void> {
  const hash = createHash('sha256').update(String(size)).digest('hex')
  const at = '2026-01-01T00:00:00.000Z'
  const none = { publishedAt: null, minedAt: null, finalAt: null, height: null, block: null, header: null, path: null, reason: null }
  const carried = { seal: `${hash}:1`, txid: hash, transaction: '', size, root: hash, fee: 0, value: 0 }
  const id = `a0000000-0000-4000-8000-${String(size).padStart(12, '0')}`
  const row: AnchorRow = { id, sequence: size, state: 'final', ...carried, ...none, preparedAt: at, attempts: 1, version: 1, updatedAt: at }
  await (await readModels.follow()).apply({ tickets: [], people: [], texts: [], anchors: [row], cursor: String(size) })
}

/** Milliseconds. */
async function keeping(store: Store, upTo: number): Promise<number> {
  const start = performance.now()
  const kept = await keepProofs({ store, pause: () => setImmediate() }, upTo, new AbortController().signal)
  if (kept !== upTo) throw new Error('not all is kept')
  return performance.now() - start
}

async function bytesOf({ proofs }: Store, heads: readonly MappedHead[]): Promise<number> {
  let bytes = 0
  for (const { aggregate, version } of heads) {
    const kept = await proofs.keptProof(aggregate)
    if (kept?.version !== version) throw new Error('a proof is missing')
    bytes += kept.siblings.length
  }
  return bytes / heads.length
}
