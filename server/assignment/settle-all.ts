import type { Store } from '../store/store.ts'

const PAGE = 200

/**
 * Settles every place that the lists say no open ticket holds: what a crash may have left behind. The lists must have caught up.
 * Answers how many people had such a place.
 */
export async function settleAll(store: Store, settle: (person: string) => Promise<void>): Promise<number> {
  let settled = 0
  for (let cursor: string | null = null; ; ) {
    const page = await store.readModels.listPeople({ limit: PAGE, cursor })
    const places = page.items.flatMap(person => person.places.map(({ ticket }) => ticket))
    const rows = new Map((await store.readModels.tickets(places)).map(row => [row.id, row]))
    for (const person of page.items) {
      const held = person.places.every(({ ticket }) => {
        const row = rows.get(ticket)
        return row?.state === 'open' && row.assignee === person.id
      })
      if (held) continue
      await settle(person.id)
      settled++
    }
    if (page.next === null) return settled
    cursor = page.next
  }
}
