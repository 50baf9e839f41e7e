import { hash, randomUUID } from 'node:crypto'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RecordedEvent, recordEvent } from '../core/events/event.ts'
import { CONTENT_TAG, genesisHash } from '../core/events/hash.ts'
import { createNativeHashing } from '../server/native-hashing.ts'
import type { ChainScan, ScanSlice } from '../server/store/chain-scan.ts'
import { openChainScan } from '../server/store/sqlite/chain-scan.ts'
import { Database } from '../server/store/sqlite/database.ts'
import { createSchema } from '../server/store/sqlite/schema.ts'
import { checkChains } from '../server/verification/check-chains.ts'
import { checkSlice } from '../server/verification/check-slice.ts'
import { Findings } from '../server/verification/finding.ts'
import { print, rate, ratio } from './report.ts'

const ORIGIN = 'sealdesk.bench/log'
const CHAIN = 10
const BODY = 'A comment of a usual length, about what was tried and what came of it. '.repeat(3)

/** Checking all chains of a store, beside nothing but hashing the same bytes: events for each second that a core was busy with them. */
export async function benchVerifyStore(events = 50_000): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sealdesk-bench-'))
  try {
    const file = join(folder, 'store.db')
    fill(file, events)
    const { size } = await stat(file)
    const threads = availableParallelism()
    const bare = events / hashAll(file)
    const read = events / (await busySeconds(() => readAll(file)))
    const check = events / (await busySeconds(() => checkAll(file)))
    const start = performance.now()
    const all = events / (await busySeconds(() => checkInThreads(file, threads, events)))
    const elapsed = (performance.now() - start) / 1000
    const rows = [
      { what: 'SHA-256 of headers and contents, as bytes in memory', value: bare },
      { what: 'reading them from the file', value: read },
      { what: 'every chain checked', value: check },
      { what: `the same in ${threads} threads, with their start`, value: all },
    ]
    print(
      `Checking a store of ${events.toLocaleString('en')} events (${Math.round(size / 2 ** 20)} MiB), for each second of a core, against bare SHA-256`,
      rows.map(({ what, value }) => ({ what, rate: rate(value, 'events'), ratio: ratio(value, bare) })),
    )
    console.log(`  In ${threads} threads it took ${elapsed.toFixed(2)} s: ${rate(events / elapsed, 'events')}.`)
  } finally {
    await rm(folder, { recursive: true })
  }
}

export function fill(file: string, events: number): void {
  const database = new Database(file)
  createSchema(database)
  database.exec('PRAGMA synchronous = OFF; BEGIN')
  const salt = 'ab'.repeat(32)
  for (let row = 1; row <= events / CHAIN; row++) {
    const aggregate = { type: 'ticket', id: randomUUID() }
    let parent = genesisHash(ORIGIN, aggregate)
    for (let version = 1; version <= CHAIN; version++) {
      const commandId = randomUUID()
      const draft = {
        origin: ORIGIN,
        aggregate,
        version,
        parent,
        type: 'comment_added',
        recordedAt: '2026-11-23T09:00:00.000Z',
        actor: { type: 'user', id: aggregate.id } as const,
        commandId,
        facts: { commentId: commandId },
        content: { body: BODY },
        block: null,
      }
      const event = recordEvent(draft, salt)
      parent = event.hash
      database.run(
        'INSERT INTO events (aggregate, version, type, actor, command, hash, header, salt, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
        row,
        version,
        draft.type,
        aggregate.id,
        commandId,
        event.hash,
        event.header,
        event.salt,
        event.content,
      )
    }
    database.run(
      'INSERT INTO aggregates (id, type, name, version, hash) VALUES (?, ?, ?, ?, ?)',
      row,
      'ticket',
      aggregate.id,
      CHAIN,
      parent,
    )
  }
  database.exec('COMMIT')
  database.close()
}

/** Busy seconds of hashing alone: what is read for it doesn't count. */
function hashAll(file: string): number {
  let seconds = 0
  inSlices(file, (scan, slice) => {
    const pieces = scan.read(slice, chains => [...chains].flatMap(({ events }) => [...events].flatMap(page => page.flatMap(hashedBytes))))
    const start = process.cpuUsage()
    for (const piece of pieces) hash('sha256', piece)
    seconds += busySince(start)
  })
  return seconds
}

function hashedBytes({ header, salt, content }: RecordedEvent): readonly Uint8Array[] {
  if (salt === null || content === null) return [Buffer.from(header)]
  return [Buffer.from(header), Buffer.concat([Buffer.from(CONTENT_TAG), Buffer.from(salt, 'hex'), Buffer.from(content)])]
}

function readAll(file: string): void {
  inSlices(file, (scan, slice) => scan.read(slice, chains => [...chains].flatMap(chain => [...chain.events]).length))
}

function checkAll(file: string): void {
  const hashing = createNativeHashing()
  inSlices(file, (scan, slice) => {
    if (checkSlice(scan, slice, { origin: ORIGIN, hashing, onEvents: () => {} }).failed > 0) throw new Error('the store doesn’t hold')
  })
}

async function checkInThreads(file: string, threads: number, events: number): Promise<void> {
  const findings = new Findings()
  const report = await checkChains({ store: { adapter: 'sqlite', path: file }, origin: ORIGIN, threads, findings, onEvents: () => {} })
  if (findings.count > 0 || report.events !== events) throw new Error('the store doesn’t hold')
}

function inSlices(file: string, visit: (scan: ChainScan, slice: ScanSlice) => void): void {
  const scan = openChainScan(file)
  for (const slice of scan.slices(500)) visit(scan, slice)
  scan.close()
}

/** Seconds of processor time, of all threads, that work takes: whatever else the machine does. */
async function busySeconds(work: () => void | Promise<void>): Promise<number> {
  const start = process.cpuUsage()
  await work()
  return busySince(start)
}

function busySince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}
