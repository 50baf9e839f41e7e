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
 * What its code is changed by, beside the files in patch/, so that it reads by its indexes. An index is made of what texts and numbers are, and
 * not of their JSON, so that it has MongoDB's order; an id is looked for as the index on it has it; and a filter and an order are handed on to
 * SQLite as far as they can be. And of many updates in one command each gives its connection back before the next one takes another: after a
 * hundred there would be none left.
 */
const CHANGES: readonly { readonly file: string; readonly at: string; readonly instead: string; readonly times?: number }[] = [
  { file: 'backends/sqlite/metadata/metadata.go', at: `"->'$._id'"`, instead: `"->>'_id'"` },
  { file: 'backends/sqlite/metadata/registry.go', at: '"%s->%s"', instead: '"%s->>%s"' },
  {
    file: 'backends/sqlite/collection.go',
    at: 'WHERE %s = ?`, metadata.IDColumn',
    instead: 'WHERE %s = `+given, metadata.IDColumn',
    times: 2,
  },
  { file: 'backends/sqlite/collection.go', at: 'WHERE %s = ?`, meta.TableName', instead: 'WHERE %s = `+given, meta.TableName' },
  { file: 'backends/sqlite/collection.go', at: '= "?"\n\t\t\targs[i] = string(', instead: '= given\n\t\t\targs[i] = string(' },
  {
    file: 'backends/sqlite/collection.go',
    at: '\tq += whereClause\n\tq += prepareOrderByClause(params.Sort)\n',
    instead: `${narrowing()}\tq += whereClause\n\tq += prepareOrderByClause(params.Sort)\n\tq += orderedBy(params.Filter, params.Order)\n`,
  },
  {
    file: 'backends/sqlite/collection.go',
    at: '\tq := `EXPLAIN QUERY PLAN ` + selectClause + whereClause + orderByClause\n',
    instead: `${narrowing()}\tq := "EXPLAIN QUERY PLAN " + selectClause + whereClause + orderByClause + orderedBy(params.Filter, params.Order)\n`,
  },
  { file: 'backends/collection.go', at: 'type QueryParams struct {\n', instead: 'type QueryParams struct {\n\tOrder *types.Document\n' },
  {
    file: 'backends/collection.go',
    at: 'type ExplainParams struct {\n',
    instead: 'type ExplainParams struct {\n\tOrder *types.Document\n',
  },
  ...['handler/msg_find.go', 'handler/msg_explain.go'].map(file => ({
    file,
    at: '\t// Limit pushdown is not applied if:\n',
    instead: '\tqp.Order = orderOf(params.Sort, params.Skip, params.Limit)\n',
  })),
  { file: 'handler/msg_find.go', at: 'common.SortIterator(iter, closer, params.Sort)', instead: 'sorted(iter, closer, params)' },
  {
    file: 'handler/msg_update.go',
    at: '\t\tmatched += result.Matched.Count\n',
    instead: '\t\tcloser.Close()\n\t\tmatched += result.Matched.Count\n',
  },
]

function narrowing(): string {
  return '\tif whereClause == "" {\n\t\twhereClause, args = narrowed(params.Filter)\n\t}\n'
}

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
  const internal = join(copy, 'internal')
  await cp(join(MODULE, 'patch'), internal, { recursive: true })
  for (const { file, at, instead, times = 1 } of CHANGES) {
    const path = join(internal, file)
    const text = await readFile(path, 'utf8')
    if (text.split(at).length !== times + 1) throw new Error(`FerretDB’s ${file} isn’t the one that is known here`)
    await writeFile(
      path,
      text.replaceAll(at, () => instead),
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
