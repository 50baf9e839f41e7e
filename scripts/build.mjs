// Builds the server and the command line (tsc), the client and the verifier of a single file (Vite) to dist/.
// `node scripts/build.mjs` always builds; with `--changed`, like `npm start` and `npm test`, the parts whose sources have changed.
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { filesIn, fingerprint } from './lib/fingerprint.mjs'
import { ROOT } from './lib/root.mjs'
import { runNode } from './lib/run.mjs'

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {string[]} sources what it is made of, relative to the checkout
 * @property {string[]} made the folders and files it makes, removed before: a file whose source is gone must not stay
 * @property {string[][]} steps arguments for Node, one list a step
 * @property {string[]} [programs] files in it that are run by their names
 */

/** @type {Part[]} */
const PARTS = [
  {
    name: 'server',
    sources: ['core', 'server', 'cli', 'package-lock.json', 'tsconfig.base.json', 'tsconfig.server.json', 'scripts/build.mjs'],
    made: ['dist/core', 'dist/server', 'dist/cli'],
    steps: [['node_modules/typescript/bin/tsc', '-p', 'tsconfig.server.json']],
    // npm does this once, when it first links `sealdesk`; a file that is built anew has lost it.
    programs: ['dist/cli/main.js'],
  },
  {
    name: 'client',
    sources: [
      'core',
      'client',
      'package-lock.json',
      'tsconfig.base.json',
      'vite.config.ts',
      'vite.verifier.config.ts',
      'scripts/build.mjs',
      'scripts/check-syntax.mjs',
    ],
    made: ['dist/client'],
    steps: [
      ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
      // After the client, whose build empties the folder.
      ['node_modules/vite/bin/vite.js', 'build', '--config', 'vite.verifier.config.ts', '--logLevel', 'warn'],
      // The bundler passes some syntax through that no browser parses (standard decorators), and calls the build good.
      ['--experimental-vm-modules', '--no-warnings', 'scripts/check-syntax.mjs', 'dist/client'],
    ],
  },
  {
    // After the client, whose build empties its folder.
    name: 'verifier',
    sources: [
      'core',
      'server',
      'cli',
      'package.json',
      'package-lock.json',
      'tsconfig.base.json',
      'vite.verify-alone.config.ts',
      'scripts/build.mjs',
    ],
    made: ['dist/client/sealdesk-verify.mjs'],
    steps: [['node_modules/vite/bin/vite.js', 'build', '--config', 'vite.verify-alone.config.ts', '--logLevel', 'warn']],
  },
]

/**
 * Builds what isn't built, or all of it with `always`.
 *
 * @param {{ always?: boolean }} [options]
 * @returns {Promise<string[]>} the names of the parts that had to be built
 * @throws {Error} with the compiler's output, when a part can't be built
 */
export async function build({ always = false } = {}) {
  const built = []
  for (const part of PARTS) {
    const wanted = fingerprint(ROOT, part.sources)
    if (!always && isCurrent(part, wanted)) continue
    await make(part)
    mkdirSync(join(ROOT, 'dist'), { recursive: true })
    writeFileSync(stampPath(part), wanted)
    built.push(part.name)
  }
  return built
}

/**
 * @param {Part} part
 * @param {string} wanted
 */
function isCurrent(part, wanted) {
  const stamp = stampPath(part)
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && part.made.every(path => filesIn(ROOT, path).length > 0)
}

/** @param {Part} part */
async function make(part) {
  for (const path of [stampPath(part), ...part.made.map(path => join(ROOT, path))]) rmSync(path, { recursive: true, force: true })
  for (const step of part.steps) {
    const { code, output } = await runNode(step)
    if (code !== 0) throw new Error(`The ${part.name} could not be built:\n${output.trim()}`)
  }
  for (const program of part.programs ?? []) chmodSync(join(ROOT, program), 0o755)
}

/** @param {Part} part */
function stampPath(part) {
  return join(ROOT, 'dist', `.${part.name}`)
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const built = await build({ always: !argv.includes('--changed') })
    if (built.length > 0) console.log(`Built: ${built.join(', ')}.`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
