import { STATUS_NOTE } from '../anchoring/status-board.ts'
import { ANSWER_NOTE, WISH_NOTE } from '../anchoring/wishes.ts'
import { COPY_NOTE } from './marker.ts'

/** How anchoring stands on the servers that run, what is wished there, and whether this is a copy: of all notes, these alone don't belong to the log. */
const OF_SERVER: readonly string[] = [STATUS_NOTE, WISH_NOTE, ANSWER_NOTE, COPY_NOTE]

export function isOfServer(name: string): boolean {
  return OF_SERVER.includes(name)
}
