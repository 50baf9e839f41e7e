import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { recordEvent } from '../core/events/event.ts'
import { genesisHash, type Hashing } from '../core/events/hash.ts'
import { createNativeHashing } from '../server/native-hashing.ts'
import { openChainScan } from '../server/store/sqlite/chain-scan.ts'
import { Database } from '../server/store/sqlite/database.ts'
import { createSchema } from '../server/store/sqlite/schema.ts'
import { checkChains } from '../server/verification/check-chains.ts'
import { Findings } from '../server/verification/finding.ts'
import { print, rate, ratio } from './report.ts'

const ORIGIN = 'sealdesk.bench/log'
const CHAIN = 10
const BODY = 'A comment of a usual length, about what was tried and what came of it. '.repeat(3)

/** Checking all chains of a store on all cores, beside nothing but hashing the same bytes on one. */
export async function benchVerifyStore(events = 50_000): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sealdesk-bench-'))
  try {
    const file = join(folder, 'store.db')
    fill(file, events)
    const { size } = await stat(file)
    const threads = availableParallelism()
    const bare = timed(events, () => hashAll(file))
    const read = timed(events, () => readAll(file))
    const one = await timedAsync(events, () => checkAll(file, 1, events))
    const all = await timedAsync(events, () => checkAll(file, threads, events))
    const rows = [
      { what: 'SHA-256 of headers and contents in memory, one thread', value: bare },
      { what: 'reading them from the file, one thread', value: read },
      { what: 'every chain checked, one thread', value: one },
      { what: `every chain checked, ${threads} threads`, value: all },
    ]
    print(
      `Checking a store of ${events.toLocaleString('en')} events (${Math.round(size / 2 ** 20)} MiB), against bare SHA-256 of the same bytes`,
      rows.map(({ what, value }) => ({ what, rate: rate(value, 'events'), ratio: ratio(value, bare) })),
    )
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

/** Seconds of hashing alone: what is read for it doesn't count. */
function hashAll(file: string): number {
  const hashing: Hashing = createNativeHashing()
  let seconds = 0
  const scan = openChainScan(file)
  for (const slice of scan.slices(500))
    scan.read(slice, chains => {
      for (const chain of chains)
        for (const page of chain.events) {
          const start = performance.now()
          for (const { header, salt, content } of page) {
            hashing.sha256Hex(header)
            if (salt !== null && content !== null) hashing.contentCommitment(salt, content)
          }
          seconds += (performance.now() - start) / 1000
        }
    })
  scan.close()
  return seconds
}

function readAll(file: string): number {
  const start = performance.now()
  const scan = openChainScan(file)
  for (const slice of scan.slices(500)) scan.read(slice, chains => [...chains].flatMap(chain => [...chain.events]).length)
  scan.close()
  return (performance.now() - start) / 1000
}

async function checkAll(file: string, threads: number, events: number): Promise<number> {
  const start = performance.now()
  const findings = new Findings()
  const report = await checkChains({ store: { adapter: 'sqlite', path: file }, origin: ORIGIN, threads, findings, onEvents: () => {} })
  if (findings.count > 0 || report.events !== events) throw new Error('the store doesn’t hold')
  return (performance.now() - start) / 1000
}

function timed(events: number, seconds: () => number): number {
  return events / seconds()
}

async function timedAsync(events: number, seconds: () => Promise<number>): Promise<number> {
  return events / (await seconds())
}
