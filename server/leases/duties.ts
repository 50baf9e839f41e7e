import type { Logger } from 'pino'
import type { Lease } from './lease.ts'

/** Which of the things that one of several servers does for all this one does. */
export type HeldLeases = { readonly anchors: boolean; readonly lists: boolean }

/** Tells the log when this server takes a duty over, and when it leaves it. `does`: as in “this server writes the lists”. */
export function tellDuty(lease: Pick<Lease, 'isHolder' | 'onChange'>, does: string, log: Pick<Logger, 'info'>): void {
  const take = () => log.info(`this server ${does} now`)
  if (lease.isHolder()) take()
  lease.onChange((holds, isClosing) => {
    if (holds) take()
    else log.info(`this server ${does} no longer: ${isClosing ? 'it is stopping' : 'it could not renew its lease in time'}`)
  })
}
