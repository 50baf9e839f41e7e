import { createHash, randomBytes } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { proveHead } from '../core/proof/map/find.ts'
import { EMPTY } from '../core/proof/map/keys.ts'
import { ArenaNodes, MAP_NODE_BYTES } from '../core/proof/map/nodes.ts'
import { rootFromInclusion } from '../core/proof/map/prove.ts'
import { type MapChange, updateMap } from '../core/proof/map/update.ts'
import { print } from './report.ts'

const ENTRIES = 1_000_000
const CHANGES = 1000
const ROUNDS = 20
/** As many as an epoch puts into the map at once. */
const MANY = 5000

/** A map of a million heads: making it, changing a thousand of them, proving one; beside nothing but the hashes of as many nodes. */
export async function benchMap(): Promise<void> {
  // One flat array: a million objects of the benchmark's own would have the collector at work in what is measured.
  const keys = randomBytes(ENTRIES * 32)
  const perHash = hashTime()
  const arena = new ArenaNodes()
  const building = performance.now()
  const built = await updateMap(EMPTY, changesOf(keys, 0, 1, ENTRIES), arena)
  const buildTime = performance.now() - building
  const builtNodes = built.added.length / MAP_NODE_BYTES
  arena.apply(built)
  let root = built.root

  const updates: number[] = []
  const proofs: number[] = []
  let nodes = 0
  for (let round = 0; round < ROUNDS; round++) {
    const changes = changesOf(keys, round, 977, CHANGES)
    const updating = performance.now()
    const update = await updateMap(root, changes, arena)
    updates.push(performance.now() - updating)
    arena.apply(update)
    root = update.root
    nodes = update.added.length / MAP_NODE_BYTES

    const [{ key, value }] = changes
    const proving = performance.now()
    const { siblings } = await proveHead(root, key, arena)
    proofs.push(performance.now() - proving)
    if (rootFromInclusion(key, value, siblings) !== Buffer.from(root).toString('hex')) throw new Error('the proof doesn’t hold')
  }

  const many = changesOf(keys, 0, 17, MANY)
  const turns = new Turns()
  await updateMap(root, many, arena, () => turns.give())

  const hashes = (count: number) => `${(count * perHash).toFixed(1)} ms`
  print(`A map of ${ENTRIES.toLocaleString('en')} heads in memory, against bare SHA-256 (node:crypto) of as many nodes`, [
    row(`all of it at once (${builtNodes.toLocaleString('en')} nodes)`, buildTime, builtNodes * perHash),
    row(
      `${CHANGES.toLocaleString('en')} changes (${nodes.toLocaleString('en')} nodes; bare hashes: ${hashes(nodes)})`,
      median(updates),
      nodes * perHash,
    ),
    row('one proof', median(proofs), perHash),
    { what: `longest time without a pause, in ${MANY.toLocaleString('en')} changes`, rate: `${turns.longest.toFixed(2)} ms`, ratio: '' },
    { what: 'bytes an entry', rate: (arena.bytes / ENTRIES).toFixed(1), ratio: '' },
  ])
}

function row(what: string, ms: number, peer: number) {
  return { what, rate: `${ms.toFixed(2)} ms`, ratio: `${(ms / peer).toFixed(2)} ×` }
}

/** New values for some of the entries: from one on, each so many after the one before. */
function changesOf(keys: Uint8Array, from: number, step: number, count: number): [MapChange, ...MapChange[]] {
  const change = (index: number) => {
    const at = ((from + index * step) % ENTRIES) * 32
    return { key: keys.subarray(at, at + 32), value: randomBytes(32) }
  }
  return [change(0), ...Array.from({ length: count - 1 }, (_, index) => change(index + 1))]
}

/** Milliseconds that SHA-256 of one node takes. */
function hashTime(): number {
  const node = randomBytes(65)
  const times = Array.from({ length: 10 }, () => {
    const start = performance.now()
    for (let i = 0; i < 20_000; i++) createHash('sha256').update(node).digest()
    return (performance.now() - start) / 20_000
  })
  return median(times)
}

/** Gives others their turn, and measures for how long they had none. */
class Turns {
  #since = performance.now()
  longest = 0

  async give(): Promise<void> {
    this.longest = Math.max(this.longest, performance.now() - this.#since)
    await setImmediate()
    this.#since = performance.now()
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
