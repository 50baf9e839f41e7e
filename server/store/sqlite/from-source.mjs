// Starts a worker that is written in TypeScript, where the project runs from its source. The build leaves this file out.
//
// A thread doesn't inherit the loader of the main thread, and to load it anew takes half a second of a processor for each store that a
// test opens. So what the worker is made of becomes one file, which is kept until one of its sources changes.
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { threadId, workerData } from 'node:worker_threads'

const MARK = '// made of '
const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
// Packages are found from here.
const FOLDER = join(ROOT, 'node_modules', '.cache', 'sealdesk-workers')

await import(pathToFileURL(await bundle(fileURLToPath(workerData.entry))).href)

/** @param {string} entry */
async function bundle(entry) {
  const file = join(FOLDER, `${basename(entry, '.ts')}.mjs`)
  if (isCurrent(file)) return file
  const { buildSync } = await import('esbuild')
  const { outputFiles, metafile } = buildSync({
    entryPoints: [entry],
    absWorkingDir: ROOT,
    outfile: file,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    metafile: true,
    write: false,
  })
  const [made] = outputFiles
  mkdirSync(FOLDER, { recursive: true })
  const unfinished = `${file}.${process.pid}-${threadId}`
  writeFileSync(unfinished, `${MARK}${JSON.stringify(Object.keys(metafile.inputs).map(stateOf))}\n${made?.text}`)
  renameSync(unfinished, file)
  return file
}

/** @param {string} file */
function isCurrent(file) {
  try {
    const text = readFileSync(file, 'utf8')
    const states = JSON.parse(text.slice(MARK.length, text.indexOf('\n')))
    return states.every((/** @type {string} */ state) => stateOf(state.slice(0, state.indexOf(' '))) === state)
  } catch {
    return false
  }
}

/**
 * A source and when it was written, as one text.
 *
 * @param {string} path
 */
function stateOf(path) {
  const { mtimeMs, size } = statSync(join(ROOT, path))
  return `${path} ${mtimeMs} ${size}`
}
