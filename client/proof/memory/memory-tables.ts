import { type KeptRecord, TABLES, type TableName, type Tables } from './tables.ts'

/** Tables for as long as the page is open: where the browser keeps nothing, and for tests. */
export class MemoryTables implements Tables {
  readonly #tables = new Map<TableName, Map<string, KeptRecord>>(TABLES.map(name => [name, new Map()]))

  async get(table: TableName, key: string): Promise<unknown> {
    return this.#of(table).get(key)
  }

  async all(table: TableName): Promise<readonly unknown[]> {
    return [...this.#of(table).values()]
  }

  async update(table: TableName, key: string, change: (before: unknown) => KeptRecord | undefined): Promise<void> {
    const changed = change(this.#of(table).get(key))
    if (changed !== undefined) this.#of(table).set(key, changed)
  }

  async delete(table: TableName, key: string): Promise<void> {
    this.#of(table).delete(key)
  }

  async clear(table: TableName): Promise<void> {
    this.#of(table).clear()
  }

  async keepNewest(table: TableName, count: number): Promise<void> {
    const oldestFirst = [...this.#of(table).values()].sort((a, b) => (a.at < b.at ? -1 : 1))
    for (const { key } of oldestFirst.slice(0, Math.max(0, oldestFirst.length - count))) this.#of(table).delete(key)
  }

  #of(table: TableName): Map<string, KeptRecord> {
    const records = this.#tables.get(table)
    if (records === undefined) throw new Error(`there is no table ${table}`)
    return records
  }
}
