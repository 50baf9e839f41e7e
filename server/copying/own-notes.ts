import { STATUS_NOTE } from '../anchoring/status-board.ts'
import { COPY_NOTE } from './marker.ts'

/** How anchoring stands on the servers that run, and whether this is a copy: of all notes, these alone don't belong to the log. */
const OF_SERVER: readonly string[] = [STATUS_NOTE, COPY_NOTE]

export function isOfServer(name: string): boolean {
  return OF_SERVER.includes(name)
}
