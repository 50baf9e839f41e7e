import type { Log } from '../actors/live-aggregate.ts'
import type { Store } from '../store/store.ts'

const LIMIT_NOTE = 'open-ticket-limit'

/**
 * Notes with which limit of open tickets this server works, and warns where the one that started last works with another one: each goes by its
 * own, so that what one refuses another accepts.
 */
export async function noteLimit(store: Pick<Store, 'note' | 'noted'>, limit: number, log: Pick<Log, 'warn'>): Promise<void> {
  const before = await store.noted(LIMIT_NOTE)
  const own = String(limit)
  if (before === own) return
  if (before !== null)
    log.warn({ limit, before: Number(before) }, 'the server that started last has another OPEN_TICKET_LIMIT: give all servers the same')
  await store.note(LIMIT_NOTE, own)
}
