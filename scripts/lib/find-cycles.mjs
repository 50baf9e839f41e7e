/**
 * The cycles a depth-first walk meets: at least one for every group of nodes that reach each other.
 *
 * @param {Map<string, string[]>} graph
 * @returns {string[][]} each the nodes of one cycle, in order, without repeating the first at the end
 */
export function findCycles(graph) {
  /** @type {string[][]} */
  const cycles = []
  /** @type {Set<string>} */
  const done = new Set()
  /** @type {string[]} */
  const path = []

  /** @param {string} node */
  const walk = node => {
    if (done.has(node)) return
    const place = path.indexOf(node)
    if (place !== -1) {
      cycles.push(path.slice(place))
      return
    }
    path.push(node)
    for (const next of graph.get(node) ?? []) walk(next)
    path.pop()
    done.add(node)
  }
  for (const node of [...graph.keys()].sort()) walk(node)
  return cycles
}
