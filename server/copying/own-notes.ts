import { STATUS_NOTE } from '../anchoring/status-board.ts'
import { ANSWER_NOTE, WISH_NOTE } from '../anchoring/wishes.ts'
import { TOLD_NOTE } from '../projections/told-mark.ts'
import { COPY_NOTE } from './marker.ts'

/**
 * How anchoring stands on the servers that run, what is wished there, how far they have told what happens, and whether this is a copy: of all
 * notes, these alone don't belong to the log.
 */
const OF_SERVER: readonly string[] = [STATUS_NOTE, WISH_NOTE, ANSWER_NOTE, COPY_NOTE, TOLD_NOTE]

export function isOfServer(name: string): boolean {
  return OF_SERVER.includes(name)
}
