import { parseSync, Visitor } from 'vite'

/**
 * @typedef {object} Import
 * @property {number} line from 1
 * @property {string | null} to what is imported, as written; null when it is computed, and nobody can know
 * @property {boolean} atStart whether the importing file can't run before this has: not so for types and for `import()`
 */

/**
 * Every import of one TypeScript source: `import`, `export … from`, `import()`, and `import('…')` in types.
 *
 * @param {string} path for messages
 * @param {string} source
 * @returns {Import[]}
 * @throws {SyntaxError} when the source can't be parsed
 */
export function readImports(path, source) {
  const { program, errors } = parseSync(path, source)
  if (errors[0]) throw new SyntaxError(errors[0].message)
  /** @type {Import[]} */
  const imports = []
  /**
   * @param {{ start: number }} node
   * @param {string | null} to
   * @param {boolean} atStart
   */
  const add = (node, to, atStart) => {
    imports.push({ line: source.slice(0, node.start).split('\n').length, to, atStart })
  }
  new Visitor({
    // `import { type A }` still runs the other file; only `import type` leaves no trace.
    ImportDeclaration: node => add(node.source, node.source.value, node.importKind !== 'type'),
    ExportAllDeclaration: node => add(node.source, node.source.value, node.exportKind !== 'type'),
    ExportNamedDeclaration: node => {
      if (node.source) add(node.source, node.source.value, node.exportKind !== 'type')
    },
    ImportExpression: node => {
      const literal = node.source.type === 'Literal' && typeof node.source.value === 'string' ? node.source.value : null
      add(node.source, literal, false)
    },
    TSImportType: node => add(node.source, node.source.value, false),
  }).visit(program)
  return imports.sort((a, b) => a.line - b.line)
}
