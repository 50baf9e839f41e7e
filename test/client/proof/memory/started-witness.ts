import type { Fetched } from '../../../../client/pages/fetch-json.ts'
import { Alarms } from '../../../../client/proof/memory/alarms.ts'
import type { LogServer } from '../../../../client/proof/memory/log-server.ts'
import { MemoryTables } from '../../../../client/proof/memory/memory-tables.ts'
import type { Alarm, Part } from '../../../../client/proof/memory/records.ts'
import { SeenThings } from '../../../../client/proof/memory/seen-things.ts'
import { Witness } from '../../../../client/proof/memory/witness.ts'
import type { TrustFile } from '../../../../core/proof/bundle/trust.ts'
import { hash, LOG_KEY, LOG_SEED, ORIGIN, SmallLog } from './log-at-two-times.ts'

export const TICKET = { type: 'ticket', id: 'a' }
export const trust: TrustFile = { origin: ORIGIN, logKey: LOG_KEY, genesisSeal: `${hash(1)}:0`, network: 'dev' }
export const RECORDS = ['one', 'two', 'three', 'four', 'five']
const MISSING = { ok: false, code: 'proof_not_ready', text: 'None.' } as const

type ShownLog = {
  trust: TrustFile | null
  log: SmallLog
  size: number
  seed: Uint8Array
  bundle: string | null
  /** What was asked for, in this order. */
  readonly asked: Part[]
  /** What it doesn't answer, as long as a page may wait. */
  readonly silent: Set<Part>
  /** Holds the answers of this kind back, as they were when they were asked for, until what it returns is called. */
  hold(part: Part): () => void
}

/** A witness of a server that shows `log` at `size`; `tables` outlive the page. */
export async function start(tables = new MemoryTables()) {
  const log = await SmallLog.of(RECORDS)
  const held = new Map<Part, Promise<void>>()
  const hold = (part: Part) => {
    let release = () => {}
    held.set(
      part,
      new Promise(resolve => {
        release = resolve
      }),
    )
    return release
  }
  const server: ShownLog = { trust, log, size: 3, seed: LOG_SEED, bundle: 'a bundle', asked: [], silent: new Set(), hold }
  const answer = async <T>(part: Part, now: () => T | null | Promise<T | null>): Promise<Fetched<T>> => {
    server.asked.push(part)
    const value = await now()
    if (server.silent.has(part)) await new Promise(() => {})
    await held.get(part)
    return value === null ? MISSING : { ok: true, value }
  }
  const source: LogServer = {
    has: async () => ({ ok: true, value: { trust: true, checkpoint: server.size > 0 } }),
    trust: () => answer('trust', () => server.trust),
    checkpoint: () => answer('checkpoint', () => (server.size === 0 ? null : server.log.checkpoint(server.size, server.seed))),
    consistency: (first, second) => server.log.consistency(first, second),
    bundle: () => answer('bundle', () => server.bundle),
  }
  const shown: { alarms: readonly Alarm[] } = { alarms: [] }
  const seen = new SeenThings(tables, () => 0)
  const alarms = new Alarms(
    tables,
    () => 1_000,
    all => {
      shown.alarms = all
    },
  )
  await alarms.load()
  const witness = new Witness(seen, source, alarms)
  const look = async () => {
    await witness.look()
    await witness.evidenceCollected()
    return shown.alarms
  }
  return { server, tables, seen, shown, witness, look }
}
