import type { AnchoringStatus } from '../../core/protocol/anchoring.ts'
import type { AnchoringStatusSource } from '../../server/anchoring/status-source.ts'

export const STATUS: AnchoringStatus = {
  network: 'dev',
  anchorSeconds: 600,
  epochSeconds: 10,
  logKey: 'sealdesk.test/log+00000000+AAAA',
  genesisSeal: null,
  address: null,
  epoch: null,
  tip: null,
  funds: null,
  explorer: null,
  due: false,
  troubles: [],
}

/** A status that a test sets. */
export function settableStatus(): AnchoringStatusSource & { set(status: AnchoringStatus): void } {
  let status = STATUS
  const listeners = new Set<(status: AnchoringStatus) => void>()
  return {
    status: () => status,
    onStatus(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    set(next) {
      status = next
      for (const listener of listeners) listener(next)
    },
  }
}
