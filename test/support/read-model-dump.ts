import { TABLES } from '../../server/store/read-models.ts'
import type { Store } from '../../server/store/store.ts'

/** All rows of all read models, as text: two dumps are equal where the content is. */
export async function dumpReadModels(store: Store): Promise<Record<string, readonly string[]>> {
  const dump: Record<string, readonly string[]> = {}
  for (const name of TABLES) {
    const rows: string[] = []
    for (let cursor: string | null = null; ; ) {
      const page = await store.readModels.table(name, { limit: 500, cursor })
      rows.push(...page.rows.map(row => JSON.stringify(row)))
      if (page.next === null) break
      cursor = page.next
    }
    dump[name] = rows.sort()
  }
  return dump
}
