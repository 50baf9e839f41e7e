import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import Database from 'libsql'
import { createRegistry } from '../server/actors/registry.ts'
import { openSqliteStore } from '../server/store/sqlite/sqlite-store.ts'
import type { Store } from '../server/store/store.ts'
import { perSecond, print, rate, ratio } from './report.ts'

const WRITERS = 64
const by = { type: 'system', id: 'bench' } as const
const log = { error: () => {}, warn: () => {} }

/** Commands to actors on SQLite, each answered when it is on disk, against one synced insert after the other into the same kind of file. */
export async function benchCommands(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sealdesk-bench-'))
  const bare = await bareInserts(join(folder, 'bare.db'))
  const store = await openSqliteStore({ file: join(folder, 'sealdesk.db') })
  await measureCommands('Commands, each on disk before its answer, against one synced insert at a time', store, bare)
  await store.close()
  await rm(folder, { recursive: true })
}

/** Commands to actors on an empty store, each acknowledged, against one bare insert after the other. */
export async function measureCommands(title: string, store: Store, bare: number): Promise<void> {
  const registry = createRegistry({
    store,
    origin: 'sealdesk.bench/log',
    openTicketLimit: 3,
    now: Date.now,
    randomHex: bytes => randomBytes(bytes).toString('hex'),
    freshId: randomUUID,
    block: () => null,
    log,
  })
  const tickets = Array.from({ length: WRITERS }, () => randomUUID())
  const send = (id: string, type: string, payload: unknown) =>
    registry.execute({ id: randomUUID(), aggregate: { type: 'ticket', id }, type, payload }, by)
  await Promise.all(tickets.map(id => send(id, 'create_ticket', { title: 'Bench', body: '' })))
  const comment = (id: string) => send(id, 'add_comment', { commentId: randomUUID(), body: 'x'.repeat(200) })

  const alone = await perSecond(async () => {
    for (let n = 0; n < 20; n++) await comment(tickets[0] ?? '')
    return 20
  })
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const together = await perSecond(async () => {
    await Promise.all(tickets.map(comment))
    return WRITERS
  })
  const hot = await perSecond(async () => {
    await Promise.all(tickets.map(() => comment(tickets[0] ?? '')))
    return WRITERS
  })
  delay.disable()
  print(title, [
    { what: 'bare inserts, one at a time', rate: rate(bare, 'rows'), ratio: ratio(bare, bare) },
    { what: 'one writer', rate: rate(alone, 'commands'), ratio: ratio(alone, bare) },
    { what: `${WRITERS} writers on ${WRITERS} tickets`, rate: rate(together, 'commands'), ratio: ratio(together, bare) },
    { what: `${WRITERS} writers on one ticket`, rate: rate(hot, 'commands'), ratio: ratio(hot, bare) },
  ])
  const ms = (nanoseconds: number) => (nanoseconds / 1e6).toFixed(1)
  console.log(
    `  the event loop meanwhile was late by ${ms(delay.percentile(50))} ms (median), ${ms(delay.percentile(99))} ms (99 %), ${ms(delay.max)} ms (most)`,
  )
  await registry.close()
}

async function bareInserts(file: string): Promise<number> {
  const database = new Database(file)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT)')
  const insert = database.prepare('INSERT INTO rows (text) VALUES (?)')
  const text = 'x'.repeat(800)
  const inserted = await perSecond(() => {
    for (let n = 0; n < 20; n++) insert.run(text)
    return 20
  })
  database.close()
  return inserted
}
