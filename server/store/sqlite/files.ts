import { closeSync, fsyncSync, openSync, readSync, statSync, writeFileSync } from 'node:fs'

const PIECE = 1024 * 1024

/** Never opens a file that is there already: closing it again would take away the locks that this process has on it. */
export function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

/**
 * Copies a file into a new one and puts it on disk. The copy is for its owner alone to read, whoever may read the first: copying by the system
 * would take over its mode.
 */
export function copyPrivately(from: string, to: string): void {
  const source = openSync(from, 'r')
  try {
    const target = openSync(to, 'wx', 0o600)
    try {
      const piece = Buffer.allocUnsafe(PIECE)
      for (let length = readSync(source, piece); length > 0; length = readSync(source, piece))
        writeFileSync(target, piece.subarray(0, length))
      fsyncSync(target)
    } finally {
      closeSync(target)
    }
  } finally {
    closeSync(source)
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
