import type { Cell, TablePage } from './read-models.ts'
import type { Page } from './store.ts'

/** A page of rows, of which one more was read than it holds, to know whether there is a next one. */
export function pageOf<T>(rows: readonly T[], limit: number, cursorOf: (row: T) => string): Page<T> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last !== undefined ? cursorOf(last) : null }
}

export function tablePage<T>(
  columns: readonly string[],
  total: number,
  { items, next }: Page<T>,
  cells: (row: T) => readonly Cell[],
): TablePage {
  return { columns, rows: items.map(cells), total, next }
}
