// Parses every script of a folder as an ES module, as `node --check` does, but all in one process.
// Needs --experimental-vm-modules. Names each file that doesn't parse, and ends with 1.
import { readFileSync } from 'node:fs'
import { argv, cwd } from 'node:process'
import { SourceTextModule } from 'node:vm'
import { filesIn } from './lib/fingerprint.mjs'

const scripts = filesIn(cwd(), argv[2] ?? '.').filter(path => path.endsWith('.js'))
if (scripts.length === 0) {
  console.error(`There is no script in ${argv[2] ?? '.'}.`)
  process.exitCode = 1
}
for (const path of scripts) {
  try {
    new SourceTextModule(readFileSync(path, 'utf8'), { identifier: path })
  } catch (error) {
    console.error(`${path} does not parse: ${error instanceof Error ? error.message : error}`)
    process.exitCode = 1
  }
}
