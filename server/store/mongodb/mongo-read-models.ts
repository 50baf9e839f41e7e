import type { ReadModels } from '../read-models.ts'
import type { Connection } from './connection.ts'

export function openMongoReadModels(_connection: Connection): ReadModels {
  const missing = () => Promise.reject(new Error('not built yet'))
  return {
    cursor: missing,
    apply: missing,
    clear: missing,
    tickets: missing,
    people: missing,
    ticketByNumber: missing,
    listTickets: missing,
    countTickets: missing,
    listPeople: missing,
    anchors: missing,
    listAnchors: missing,
    anchorLine: missing,
    labels: missing,
    table: missing,
  }
}
