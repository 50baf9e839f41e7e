import { randomUUID } from 'node:crypto'
import type { StoreLocation } from '../config.ts'

/**
 * The name under which a process holds leases: another one for each process on a store that several may share. One process alone has a
 * SQLite file: a server that was killed takes its own leases up again at once.
 */
export function holderOf({ adapter }: StoreLocation): string {
  return adapter === 'sqlite' ? 'the process that has the file' : randomUUID()
}
