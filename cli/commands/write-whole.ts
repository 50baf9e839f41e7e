import { randomUUID } from 'node:crypto'
import { createWriteStream, lstatSync } from 'node:fs'
import { link, rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { UnusableInput } from '../command.ts'

/** A file that may be written. `replace`: also where there is one already. @throws UnusableInput */
export function requireWritable(path: string, replace: boolean): void {
  const there = lstatSync(path, { throwIfNoEntry: false })
  if (there === undefined) return
  if (!replace) throw new UnusableInput(`${path} is there already, and was not changed. Name another file, or replace it with --force.`)
  if (!there.isFile()) throw new UnusableInput(`${path} is no file, and was not changed.`)
}

/** Writes a file that gets its name when it is whole and on disk: half of it is never seen under that name. @throws UnusableInput as above */
export async function writeWhole(path: string, pieces: AsyncIterable<string>, replace: boolean): Promise<void> {
  const unfinished = `${path}.${randomUUID()}.part`
  try {
    await pipeline(pieces, createWriteStream(unfinished, { flags: 'wx', flush: true }))
    if (replace) await rename(unfinished, path)
    else await nameNew(unfinished, path)
  } finally {
    await rm(unfinished, { force: true })
  }
}

/** Gives a file a name that nothing has, also where another program takes it at this moment. */
async function nameNew(unfinished: string, path: string): Promise<void> {
  try {
    await link(unfinished, path)
  } catch (error) {
    requireWritable(path, false)
    // A disk whose files can't have two names.
    if (error instanceof Error && 'code' in error && error.code !== 'EEXIST') await rename(unfinished, path)
    else throw error
  }
}
