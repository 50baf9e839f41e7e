import Libsql from 'libsql'

/** What may be bound to a statement's parameter. Numbers reach SQLite as reals: STRICT columns turn them back into integers. */
export type Parameter = string | number | Uint8Array | null
/** A row as it came from the file: its columns are read by the functions below, which check what they find. */
export type Row = { readonly [column: string]: unknown }
type Statement = ReturnType<Libsql.Database['prepare']>

/** A connection: every statement is prepared once. */
export class Database {
  readonly #connection: Libsql.Database
  readonly #statements = new Map<string, Statement>()

  /** `target` is a path or a `file:` address. A lock held by another connection is waited for `busyTimeout` milliseconds. */
  constructor(target: string, busyTimeout = 0) {
    this.#connection = new Libsql(target)
    this.exec(`PRAGMA busy_timeout = ${busyTimeout}`)
  }

  get inTransaction(): boolean {
    return this.#connection.inTransaction
  }

  /** Runs statements that answer nothing and have no parameters. */
  exec(sql: string): void {
    this.#connection.exec(sql)
  }

  /** Runs one statement, and answers how many rows it changed. */
  run(sql: string, ...parameters: readonly Parameter[]): number {
    return this.#prepare(sql).run(parameters).changes
  }

  /** The first row, or null. */
  get<T>(sql: string, read: (row: Row) => T, ...parameters: readonly Parameter[]): T | null {
    // Not the driver's `get`, which adds a column of its own to the row.
    const [row] = this.all(sql, read, ...parameters)
    return row ?? null
  }

  /** All rows: what is asked for must be bounded. */
  all<T>(sql: string, read: (row: Row) => T, ...parameters: readonly Parameter[]): T[] {
    return this.#prepare(sql)
      .all(parameters)
      .map(row => read(asRow(row)))
  }

  close(): void {
    this.#statements.clear()
    this.#connection.close()
  }

  #prepare(sql: string): Statement {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#connection.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}

export function integer(row: Row, column: string): number {
  const value = row[column]
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  throw new TypeError(`the column ${column} holds no integer`)
}

export function text(row: Row, column: string): string {
  const value = row[column]
  if (typeof value === 'string') return value
  throw new TypeError(`the column ${column} holds no text`)
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column)
}

export function bytes(row: Row, column: string): Uint8Array {
  const value = row[column]
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  throw new TypeError(`the column ${column} holds no bytes`)
}

/** SQLite's name of what went wrong, such as SQLITE_FULL; null for an error that isn't SQLite's. */
export function sqliteCode(error: unknown): string | null {
  if (!(error instanceof Error && 'code' in error)) return null
  return typeof error.code === 'string' && error.code.startsWith('SQLITE_') ? error.code : null
}

function asRow(row: unknown): Row {
  if (typeof row !== 'object' || row === null) throw new TypeError('SQLite answered something that is no row')
  return { ...row }
}
