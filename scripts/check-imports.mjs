// `npm run check:imports [-- folder]`: holds the import directions of lib/import-rules.mjs, and that no files import each other in a circle.
import { existsSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join, posix } from 'node:path'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { findCycles } from './lib/find-cycles.mjs'
import { filesIn } from './lib/fingerprint.mjs'
import { RULES } from './lib/import-rules.mjs'
import { readImports } from './lib/read-imports.mjs'
import { ROOT } from './lib/root.mjs'

/**
 * @typedef {import('./lib/import-rules.mjs').Rule} Rule
 * @typedef {import('./lib/read-imports.mjs').Import} Import
 * @typedef {{ shipped: Set<string>, declared: Set<string> }} Packages
 */

/**
 * What breaks a rule, one sentence each with file and line.
 *
 * @param {string} root the checkout
 * @returns {{ files: number, problems: string[] }}
 */
export function checkImports(root) {
  const packages = readPackages(root)
  /** @type {string[]} */
  const problems = []
  /** @type {Map<string, string[]>} */
  const graph = new Map()
  for (const file of sourcesIn(root)) {
    const rule = ruleOf(file)
    if (rule === undefined) continue
    /** @type {Import[]} */
    let imports = []
    try {
      imports = readImports(file, readFileSync(join(root, file), 'utf8'))
    } catch (error) {
      problems.push(`${file}: can't be parsed: ${error instanceof Error ? error.message : error}`)
    }
    for (const found of imports) {
      const problem = judge(root, file, found, rule, packages)
      if (problem !== null) problems.push(`${file}:${found.line}: ${problem}`)
    }
    graph.set(
      file,
      imports.flatMap(({ to, atStart }) => (to !== null && atStart && isLocal(to) ? [resolve(file, to)] : [])),
    )
  }
  for (const [first = '', ...others] of findCycles(graph)) {
    problems.push(`${first}: imports itself${others.length > 0 ? ` by way of ${others.join(', ')}` : ''}: there must be no circle.`)
  }
  return { files: graph.size, problems }
}

/**
 * @param {string} root
 * @param {string} file
 * @param {Import} found
 * @param {Rule} rule
 * @param {Packages} packages
 * @returns {string | null} the rule it breaks, as a sentence
 */
function judge(root, file, { to }, rule, packages) {
  if (to === null) return rule.computed ? null : 'imports something computed, whose direction nobody can check.'
  if (isLocal(to)) return judgeLocal(root, resolve(file, to), to, rule)
  if (isBuiltin(to)) return rule.node ? null : `imports '${to}', a module of Node: ${rule.why}.`
  return judgePackage(to, rule, packages)
}

/**
 * @param {string} root
 * @param {string} target
 * @param {string} written
 * @param {Rule} rule
 */
function judgeLocal(root, target, written, rule) {
  if (!rule.from.some(place => isWithin(target, place))) return `imports '${written}' (${target}): ${rule.why}.`
  if (existsSync(join(root, target)) && posix.extname(target) !== '') return null
  return `imports '${written}', and there is no such file: local imports name the file with its extension, .ts for our own code.`
}

/**
 * @param {string} to
 * @param {Rule} rule
 * @param {Packages} packages
 */
function judgePackage(to, rule, packages) {
  const name = to
    .split('/')
    .slice(0, to.startsWith('@') ? 2 : 1)
    .join('/')
  if (Array.isArray(rule.packages)) {
    return rule.packages.includes(name) ? null : `imports the package '${name}': ${rule.of} may use only ${rule.packages.join(', ')}.`
  }
  if (packages[rule.packages].has(name)) return null
  const list = rule.packages === 'shipped' ? '"dependencies"' : '"dependencies" or "devDependencies"'
  return `imports the package '${name}', which isn't in ${list} of package.json.`
}

/** @param {string} file */
function ruleOf(file) {
  return RULES.find(rule => file.startsWith(rule.of))
}

/** @param {string} root */
function sourcesIn(root) {
  const folders = [...new Set(RULES.map(rule => rule.of.split('/')[0] ?? ''))]
  return folders.flatMap(folder => filesIn(root, folder)).filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts'))
}

/** @param {string} specifier */
function isLocal(specifier) {
  return specifier.startsWith('.') || specifier.startsWith('/')
}

/**
 * The file a local import names, relative to the checkout. What Vite reads after a `?` isn't part of the name.
 *
 * @param {string} file
 * @param {string} specifier
 */
function resolve(file, specifier) {
  return posix.join(posix.dirname(file), specifier.replace(/\?.*$/, ''))
}

/**
 * @param {string} target
 * @param {string} place `folder/`, or `folder/*` for the files directly in it
 */
function isWithin(target, place) {
  return place.endsWith('/*') ? `${posix.dirname(target)}/*` === place : target.startsWith(place)
}

/**
 * @param {string} root
 * @returns {Packages}
 */
function readPackages(root) {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const shipped = Object.keys(dependencies)
  return { shipped: new Set(shipped), declared: new Set([...shipped, ...Object.keys(devDependencies)]) }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const { files, problems } = checkImports(argv[2] ?? ROOT)
  for (const problem of problems) console.error(problem)
  console.log(problems.length === 0 ? `The imports of ${files} files go the right way.` : `${problems.length} imports break a rule.`)
  if (problems.length > 0) process.exitCode = 1
}
