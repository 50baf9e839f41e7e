import { type KeptRecord, TABLES, type TableName, type Tables } from './tables.ts'

const NAME = 'sealdesk-seen'
const VERSION = 1

/** Tables in the browser's own database, shared by all tabs of this server. Rejects where the browser forbids it. */
export async function openIndexedTables(factory: IDBFactory): Promise<Tables> {
  const opening = factory.open(NAME, VERSION)
  opening.onupgradeneeded = () => {
    for (const name of TABLES) opening.result.createObjectStore(name, { keyPath: 'key' }).createIndex('at', 'at')
  }
  return new IndexedTables(await answer(opening))
}

class IndexedTables implements Tables {
  readonly #database: IDBDatabase

  constructor(database: IDBDatabase) {
    this.#database = database
    // A newer page in another tab wants to change the tables: it must not wait for this one.
    database.onversionchange = () => database.close()
  }

  get(table: TableName, key: string): Promise<unknown> {
    return answer<unknown>(this.#database.transaction(table).objectStore(table).get(key))
  }

  all(table: TableName): Promise<readonly unknown[]> {
    return answer<unknown[]>(this.#database.transaction(table).objectStore(table).getAll())
  }

  update(table: TableName, key: string, change: (before: unknown) => KeptRecord | undefined): Promise<void> {
    return this.#write(table, store => {
      const reading = store.get(key)
      reading.onsuccess = () => {
        const changed = change(reading.result)
        if (changed !== undefined) store.put(changed)
      }
    })
  }

  delete(table: TableName, key: string): Promise<void> {
    return this.#write(table, store => void store.delete(key))
  }

  clear(table: TableName): Promise<void> {
    return this.#write(table, store => void store.clear())
  }

  keepNewest(table: TableName, count: number): Promise<void> {
    return this.#write(table, store => {
      const counting = store.count()
      counting.onsuccess = () => {
        let left = counting.result - count
        if (left <= 0) return
        const oldestFirst = store.index('at').openCursor()
        oldestFirst.onsuccess = () => {
          const cursor = oldestFirst.result
          if (cursor === null || left-- <= 0) return
          cursor.delete()
          cursor.continue()
        }
      }
    })
  }

  #write(table: TableName, work: (store: IDBObjectStore) => void): Promise<void> {
    const transaction = this.#database.transaction(table, 'readwrite')
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error ?? new Error('the browser gave up the transaction'))
      work(transaction.objectStore(table))
    })
  }
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the browser’s database doesn’t answer'))
  })
}
