import { argv, stdout } from 'node:process'
import { openSqliteStore } from '../../../../server/store/sqlite/sqlite-store.ts'

/** Tries to open a store once, and prints how it went. */
const [, , file = ''] = argv
try {
  const store = await openSqliteStore({ file })
  await store.close()
  stdout.write('opened\n')
} catch (error) {
  stdout.write(`refused ${error instanceof Error ? error.message : error}\n`)
}
