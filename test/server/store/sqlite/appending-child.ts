import { randomUUID } from 'node:crypto'
import { argv, stdout } from 'node:process'
import { openSqliteStore } from '../../../../server/store/sqlite/sqlite-store.ts'
import { commitAfter, ticket } from '../../../contract/samples.ts'

/** Appends to several tickets at once, and prints each event's id when it is acknowledged, until it is killed. */
const [, , file = '', width = '4'] = argv
const store = await openSqliteStore({ file })
stdout.write('open\n')
await Promise.all(
  Array.from({ length: Number(width) }, async (_, n) => {
    for (;;) {
      const commit = commitAfter(ticket(n), await store.head(ticket(n)), { commandId: randomUUID(), content: 'x'.repeat(500) })
      const result = await store.append(commit).catch((error: Error) => error)
      if (result instanceof Error) stdout.write(`failed ${result.message}\n`)
      else if (result.outcome === 'appended') stdout.write(`${n} ${commit.expectedVersion + 1} ${commit.events[0]?.hash}\n`)
    }
  }),
)
