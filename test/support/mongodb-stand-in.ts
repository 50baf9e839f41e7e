import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const MODULE = fileURLToPath(new URL('ferretdb/', import.meta.url))
const CACHE = fileURLToPath(new URL('../.cache/', import.meta.url))
const FERRETDB = 'github.com/FerretDB/FerretDB'
/**
 * What its package for SQLite is changed by, beside patch/narrow.go, so that it reads by its indexes: there the file calls what is in that one,
 * and here a document's id is looked for in the words that the index on it is made with. And of many updates in one command each gives its
 * connection back before the next one takes another: after a hundred there would be none left.
 */
const BACKEND = 'internal/backends/sqlite'
const CHANGES = [
  {
    file: 'collection.go',
    at: '\tq += whereClause\n',
    instead: '\tif whereClause == "" {\n\t\twhereClause, args = narrowed(params.Filter)\n\t}\n\tq += whereClause\n',
  },
  { file: 'metadata/metadata.go', at: `"->'$._id'"`, instead: `"->'_id'"` },
  {
    file: '../../handler/msg_update.go',
    at: '\t\tmatched += result.Matched.Count\n',
    instead: '\t\tcloser.Close()\n\t\tmatched += result.Matched.Count\n',
  },
]

/** Builds the database for tests where its source has changed, and answers the program's path. Several processes may do so at once. */
export async function buildStandIn(): Promise<string> {
  const program = join(CACHE, `ferretdb-${await fingerprint()}`)
  if (existsSync(program)) return program
  const folder = join(CACHE, `building-${process.pid}`)
  await mkdir(folder, { recursive: true })
  try {
    const modfile = await patchedModule(folder)
    const unfinished = join(folder, 'ferretdb')
    await go('build', '-trimpath', '-tags', 'patched', `-modfile=${modfile}`, '-o', unfinished, '.')
    await rename(unfinished, program)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return program
}

/** A copy of FerretDB that reads by SQLite's indexes, and a go.mod that names it. */
async function patchedModule(folder: string): Promise<string> {
  await go('mod', 'download')
  const source = await go('list', '-m', '-f', '{{.Dir}}', FERRETDB)
  const copy = join(folder, 'source')
  await run('cp', ['-r', '--no-preserve=mode', source.trim(), copy])
  await cp(join(MODULE, 'patch/narrow.go'), join(copy, BACKEND, 'narrow.go'))
  for (const { file, at, instead } of CHANGES) {
    const path = join(copy, BACKEND, file)
    const text = await readFile(path, 'utf8')
    if (text.split(at).length !== 2) throw new Error(`FerretDB’s ${file} isn’t the one that is known here`)
    await writeFile(
      path,
      text.replace(at, () => instead),
    )
  }

  const modfile = join(folder, 'go.mod')
  await cp(join(MODULE, 'go.sum'), join(folder, 'go.sum'))
  await writeFile(modfile, `${await readFile(join(MODULE, 'go.mod'), 'utf8')}\nreplace ${FERRETDB} => ${copy}\n`)
  return modfile
}

async function go(...args: readonly string[]): Promise<string> {
  const { stdout } = await run('go', args, { cwd: MODULE })
  return stdout
}

async function fingerprint(): Promise<string> {
  const files = (await readdir(MODULE, { recursive: true, withFileTypes: true })).filter(file => file.isFile())
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort()
  const contents = await Promise.all([...paths, fileURLToPath(import.meta.url)].map(path => readFile(path)))
  return createHash('sha256').update(Buffer.concat(contents)).digest('hex').slice(0, 16)
}
