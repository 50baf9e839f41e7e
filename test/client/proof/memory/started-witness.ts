import { Alarms } from '../../../../client/proof/memory/alarms.ts'
import type { LogServer } from '../../../../client/proof/memory/log-server.ts'
import { MemoryTables } from '../../../../client/proof/memory/memory-tables.ts'
import type { Alarm } from '../../../../client/proof/memory/records.ts'
import { SeenThings } from '../../../../client/proof/memory/seen-things.ts'
import { Witness } from '../../../../client/proof/memory/witness.ts'
import type { TrustFile } from '../../../../core/proof/bundle/trust.ts'
import { hash, LOG_KEY, LOG_SEED, ORIGIN, SmallLog } from './log-at-two-times.ts'

export const TICKET = { type: 'ticket', id: 'a' }
export const trust: TrustFile = { origin: ORIGIN, logKey: LOG_KEY, genesisSeal: `${hash(1)}:0`, network: 'dev' }
export const RECORDS = ['one', 'two', 'three', 'four', 'five']
const MISSING = { ok: false, code: 'proof_not_ready', text: 'None.' } as const

type ShownLog = { trust: TrustFile | null; log: SmallLog; size: number; seed: Uint8Array; bundle: string }

/** A witness of a server that shows `log` at `size`; `tables` outlive the page. */
export async function start(tables = new MemoryTables()) {
  const server: ShownLog = { trust, log: await SmallLog.of(RECORDS), size: 3, seed: LOG_SEED, bundle: 'a bundle' }
  const source: LogServer = {
    has: async () => ({ ok: true, value: { trust: true, checkpoint: server.size > 0 } }),
    trust: async () => (server.trust === null ? MISSING : { ok: true, value: server.trust }),
    checkpoint: async () => (server.size === 0 ? MISSING : { ok: true, value: await server.log.checkpoint(server.size, server.seed) }),
    consistency: (first, second) => server.log.consistency(first, second),
    bundle: async () => ({ ok: true, value: server.bundle }),
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
  const witness = new Witness(seen, source, alarms, () => 1_000)
  const look = async () => {
    await witness.look()
    await witness.evidenceCollected()
    return shown.alarms
  }
  return { server, tables, seen, shown, witness, look }
}
