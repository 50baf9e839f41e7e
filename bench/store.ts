import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { recordEvent } from '../core/events/event.ts'
import { genesisHash } from '../core/events/hash.ts'
import { parseHeader } from '../core/events/header.ts'
import { openSqliteStore } from '../server/store/sqlite/sqlite-store.ts'
import type { Commit, Store } from '../server/store/store.ts'
import { perSecond, print, type Row, rate, ratio } from './report.ts'

const ORIGIN = 'bench.test'
const TOGETHER = 200
const SALT = 'a'.repeat(64)

/** Made before it is measured: hashing is measured elsewhere. Each is of an aggregate of its own. */
export function commits(count: number): readonly Commit[] {
  return Array.from({ length: count }, () => {
    const aggregate = { type: 'ticket', id: randomUUID() }
    const event = recordEvent(
      {
        origin: ORIGIN,
        aggregate,
        version: 1,
        parent: genesisHash(ORIGIN, aggregate),
        type: 'ticket_created',
        recordedAt: '2026-01-01T00:00:00.000Z',
        actor: { type: 'user', id: randomUUID() },
        commandId: randomUUID(),
        facts: {},
        block: null,
        content: { title: 'The printer is on fire', body: 'x'.repeat(300) },
      },
      SALT,
    )
    return { aggregate, expectedVersion: 0, events: [{ ...event, fields: parseHeader(event.header) }], erase: [], guard: null }
  })
}

async function appendAll(store: Store, prepared: readonly Commit[]): Promise<number> {
  await Promise.all(prepared.map(commit => store.append(commit)))
  return prepared.length
}

/** The longest that the main thread was kept from its work meanwhile, in milliseconds. */
async function longestDelay(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await work()
  delay.disable()
  return delay.max / 1e6
}

/** Durable appends, many at once against one after the other; and how long the main thread was held up by them. */
export async function benchStore(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sealdesk-bench-'))
  const store = await openSqliteStore({ file: join(folder, 'store.db') })
  const prepared = [...commits(60_000)]
  const alone = await perSecond(() => appendAll(store, prepared.splice(0, 1)))
  const together = await perSecond(() => appendAll(store, prepared.splice(0, TOGETHER)))
  const batches = Array.from({ length: 25 }, () => prepared.splice(0, TOGETHER))
  const delay = await longestDelay(async () => {
    for (const batch of batches) await appendAll(store, batch)
  })
  await store.close()
  await rm(folder, { recursive: true })
  const rows: readonly Row[] = [
    { what: 'one after the other', rate: rate(alone, 'appends'), ratio: ratio(1, 1) },
    { what: `${TOGETHER} at once`, rate: rate(together, 'appends'), ratio: ratio(together, alone) },
    { what: 'longest delay of the main thread meanwhile', rate: `${delay.toFixed(1)} ms`, ratio: '' },
  ]
  print('Durable appends to the embedded store', rows)
}
