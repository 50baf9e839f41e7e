import type { AnchoringStatus } from '../../core/protocol/anchoring.ts'
import type { Me } from '../../core/protocol/messages.ts'
import type { Availability } from '../ticket/actions.ts'
import { words } from './words.ts'

/** Whether this person can make an anchor now. The server has the last word. */
export function canAnchor(me: Me | null, status: AnchoringStatus | null): Availability {
  if (status?.network === 'none') return { kind: 'refused', why: words.off }
  if (me === null) return { kind: 'guest', why: words.guest }
  if (me.role !== 'admin') return { kind: 'refused', why: words.member }
  return status !== null && status.genesisSeal === null ? { kind: 'refused', why: words.unfunded } : { kind: 'possible' }
}
