// `npm start`: installs and builds where that is needed, then becomes the server.
import { requireNode } from './lib/node-version.mjs'

requireNode()

const { ensureInstalled } = await import('./lib/install.mjs')
const { build } = await import('./build.mjs')
const { ROOT } = await import('./lib/root.mjs')

try {
  await ensureInstalled()
  const built = await build()
  if (built.length > 0) console.log(`Built: ${built.join(', ')}.`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

// The server runs in this process instead of a child: signals and the exit code need nobody to pass them on, and Ctrl+C, which a
// terminal sends to the whole group, arrives once.
const main = `${ROOT}dist/cli/main.js`
process.argv = [process.execPath, main, 'serve', ...process.argv.slice(2)]
process.setSourceMapsEnabled(true)
const { pathToFileURL } = await import('node:url')
await import(pathToFileURL(main).href)
