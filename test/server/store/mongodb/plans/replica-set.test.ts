import type { CommandStartedEvent, Document } from 'mongodb'
import { expect, test } from 'vitest'
import { PRIORITIES } from '../../../../../core/ticket/commands.ts'
import { SORTS } from '../../../../../core/ticket/filter.ts'
import { createCollections } from '../../../../../server/store/mongodb/collections.ts'
import type { Connection } from '../../../../../server/store/mongodb/connection.ts'
import { openMongoReadModels } from '../../../../../server/store/mongodb/mongo-read-models.ts'
import { ROW_COLLECTIONS } from '../../../../../server/store/mongodb/row-collections.ts'
import { TABLES } from '../../../../../server/store/read-models.ts'
import { anchorRow, personRow, ticketRow, uuid } from '../../../../contract/samples.ts'
import { putRows } from '../../../../support/put-rows.ts'
import { mongoForTests } from '../databases.ts'
import { FILTERS } from '../everything-asked.ts'

/** How a MongoDB plans, with enough rows that it shows what it looks through. MONGODB_URL names one; the stand-in explains nothing. */
const t = mongoForTests()

const ROWS = 600
const LIMIT = 10

test('a page of a list costs the database what stands on it, and numbers no look at any row', async () => {
  const url = t.server.freshUrl()
  const connection = await t.connection(`${url}${url.includes('?') ? '&' : '?'}monitorCommands=true`)
  await createCollections(connection, ROW_COLLECTIONS)
  const rows = openMongoReadModels(connection)
  const numbers = Array.from({ length: ROWS }, (_, i) => i + 1)
  await putRows(rows, {
    tickets: numbers.map(n =>
      ticketRow(n, {
        state: n % 2 === 0 ? 'open' : 'solved',
        assignee: n % 3 === 0 ? uuid(1) : null,
        labels: n % 5 < 3 ? ['bug', 'ui'] : [],
        // None is urgent: whoever looks for such ones row by row looks through all.
        priority: PRIORITIES[n % 3] ?? 'low',
      }),
    ),
    people: numbers.map(n => personRow(n, n % 2 === 0 ? { name: null } : {})),
    anchors: numbers.map(n => anchorRow(n)),
    cursor: '0000000000000001',
  })

  const commands: Document[] = []
  const note = ({ command }: CommandStartedEvent) => commands.push(command)
  connection.database.client.on('commandStarted', note)
  for (const filter of FILTERS)
    for (const sort of SORTS) {
      let cursor: string | null = null
      // The third page begins in the midst of a priority.
      for (let page = 1; page <= 3; page++) {
        const found = await rows.listTickets({ ...filter, sort }, { limit: LIMIT, cursor })
        cursor = found.next
        if (cursor === null) break
      }
      await rows.countTickets({ ...filter, sort })
    }
  await rows.labels()
  for (const name of TABLES) {
    const { next } = await rows.table(name, { limit: LIMIT, cursor: null })
    await rows.table(name, { limit: LIMIT, cursor: next })
  }
  let after: string | null = null
  for (let page = 1; page <= 35; page++) after = (await rows.listPeople({ limit: LIMIT, cursor: after })).next
  connection.database.client.off('commandStarted', note)

  const reads = commands.filter(({ find, aggregate }) => (find ?? aggregate ?? 'projection') !== 'projection')
  expect(reads.length).toBeGreaterThan(200)
  for (const command of reads) {
    const { documents, stages } = await explain(connection, command)
    expect(stages, JSON.stringify(command)).not.toContain('COLLSCAN')
    expect(stages, JSON.stringify(command)).not.toContain('SORT')
    expect(documents, JSON.stringify(command)).toBeLessThanOrEqual(command.find ? LIMIT + 1 : 0)
  }
})

/** How many documents a command looks at, and by which steps. */
async function explain(connection: Connection, command: Document): Promise<{ documents: number; stages: readonly string[] }> {
  const { lsid: _, $clusterTime: __, $db: ___, txnNumber: ____, ...asked } = command
  const explained = await connection.database.command({ explain: asked, verbosity: 'executionStats' })
  const documents = valuesOf('totalDocsExamined', explained).map(Number)
  expect(documents.length, JSON.stringify(command)).toBeGreaterThan(0)
  return { documents: Math.max(...documents), stages: valuesOf('stage', explained).map(String) }
}

/** Of what is explained, but for plans that were turned down. */
function valuesOf(wanted: string, explained: unknown): readonly unknown[] {
  if (typeof explained !== 'object' || explained === null) return []
  return Object.entries(explained).flatMap(([name, value]) =>
    name === wanted ? [value] : name === 'rejectedPlans' ? [] : valuesOf(wanted, value),
  )
}
