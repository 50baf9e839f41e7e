export const TABLES = ['known', 'heads', 'bundles', 'alarms'] as const
export type TableName = (typeof TABLES)[number]

/** A record has a key, and a time by which the oldest are found. */
export type KeptRecord = { readonly key: string; readonly at: string }

/** Where records are kept: small tables by key. Calls reject where the browser refuses. */
export interface Tables {
  /** As it was put, perhaps by another version of this page; undefined where there is none. */
  get(table: TableName, key: string): Promise<unknown>
  all(table: TableName): Promise<readonly unknown[]>
  /** Changes a record in one step, also where other tabs do so at the same time. Undefined leaves it as it is. */
  update(table: TableName, key: string, change: (before: unknown) => KeptRecord | undefined): Promise<void>
  delete(table: TableName, key: string): Promise<void>
  clear(table: TableName): Promise<void>
  /** Lets go of the oldest, so that at most `count` are left. */
  keepNewest(table: TableName, count: number): Promise<void>
}
