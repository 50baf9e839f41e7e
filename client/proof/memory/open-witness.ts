import { Alarms } from './alarms.ts'
import { openIndexedTables } from './indexed-tables.ts'
import { logServer } from './log-server.ts'
import { MemoryTables } from './memory-tables.ts'
import type { Alarm } from './records.ts'
import { SeenThings } from './seen-things.ts'
import type { Tables } from './tables.ts'
import { Witness } from './witness.ts'

/** A browser that doesn't open its database by then is taken as one that forbids it: pages wait for what is remembered. */
const PATIENCE = 2_000

/** The witness of this browser, with what it remembers. `changed` is told which alarms are to be shown: now, and whenever they change. */
export async function openWitness(changed: (shown: readonly Alarm[]) => void): Promise<Witness> {
  const tables = await openTables()
  const otherTabs = new BroadcastChannel('sealdesk-alarms')
  const tell = (shown: readonly Alarm[]) => {
    changed(shown)
    otherTabs.postMessage('changed')
  }
  const alarms = new Alarms(tables, Date.now, tell)
  const heard = new Alarms(tables, Date.now, changed)
  otherTabs.onmessage = () => void heard.load()
  await heard.load()
  return new Witness(new SeenThings(tables, Date.now), logServer, alarms)
}

async function openTables(): Promise<Tables> {
  const tooLate = new Promise<never>((_, reject) => setTimeout(reject, PATIENCE, new Error('the browser’s database doesn’t open')))
  tooLate.catch(() => {})
  try {
    return await Promise.race([openIndexedTables(indexedDB), tooLate])
  } catch (error) {
    console.warn('What is seen now won’t be remembered:', error)
    return new MemoryTables()
  }
}
