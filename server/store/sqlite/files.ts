import { closeSync, fsyncSync, openSync, statSync } from 'node:fs'

/** Never opens a file that is there already: closing it again would take away the locks that this process has on it. */
export function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

/** Puts a file, or the names in a folder, on disk. Not for a database that is open: closing it takes away the locks on it. */
export function sync(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** In bytes; 0 where there is no file. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
