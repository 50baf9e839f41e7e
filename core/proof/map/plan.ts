import { bitAt, EMPTY, KEY_BITS, sameBytes } from './keys.ts'
import type { MapNode } from './node.ts'
import type { MapNodes } from './nodes.ts'
import type { Pacer } from './pacer.ts'
import { innerRef, keptRef, leafRef, NOTHING, type Ref } from './ref.ts'
import type { MapChange } from './sort.ts'

/** What the old map has at a place. A leaf whose key is another's may still have to move further down. */
type Old =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unread'; readonly hash: Uint8Array }
  | { readonly kind: 'leaf'; readonly hash: Uint8Array; readonly key: Uint8Array }
  | { readonly kind: 'inner'; readonly hash: Uint8Array; readonly left: Uint8Array; readonly right: Uint8Array }

/** A half of a planned node that the changes from `from` up to before `to` go into. */
type Place = { readonly half: number; readonly from: number; readonly to: number; readonly old: Old }

/** Nodes in one read: enough that the round trip to a store doesn't count, few enough that nobody waits for it. */
const READ = 1024

/**
 * The shape of the new map where it isn't the old one's. All paths of the changes are gone down together, one depth at a time, so that a
 * store is asked once for many nodes. `changes` are sorted and of distinct keys. Rejects as `nodes` does.
 */
export async function planMap(root: Uint8Array, changes: readonly MapChange[], nodes: MapNodes, pacer: Pacer): Promise<MapPlan> {
  const plan = new MapPlan(changes)
  let places: Place[] = []
  plan.goOn(places, { half: 0, from: 0, to: changes.length, old: nodeAt(root) })
  for (let depth = 0; places.length > 0; depth++) {
    const next: Place[] = []
    for (let start = 0; start < places.length; start += READ) {
      for (const place of await readOld(places.slice(start, start + READ), nodes)) {
        plan.fill(place, depth, next)
        if (pacer.tired()) await pacer.rest()
      }
    }
    places = next
  }
  return plan
}

export class MapPlan {
  /** The root; then the two halves of each planned inner node, parents before their children: `2i + 1` and `2i + 2` are those of node `i`. */
  readonly halves: Ref[] = [NOTHING]
  /** For each planned inner node the hash of the one whose place it takes; null where there was none. */
  readonly replaced: (Uint8Array | null)[] = []
  /** For each change the hash of the leaf that had its key; null for a new key. */
  readonly oldLeaves: (Uint8Array | null)[]
  /** Hashes of the subtrees that stay. */
  readonly kept: Uint8Array[] = []
  readonly #changes: readonly MapChange[]

  constructor(changes: readonly MapChange[]) {
    this.#changes = changes
    this.oldLeaves = new Array<Uint8Array | null>(changes.length).fill(null)
  }

  /** Plans the node at a place of this depth, and adds to `next` the places that are left below it. */
  fill(place: Place, depth: number, next: Place[]): void {
    const { half, from, to, old } = place
    if (old.kind === 'inner') this.#split(place, depth, nodeAt(old.left), nodeAt(old.right), next)
    else if (to - from === 1 && (old.kind !== 'leaf' || this.#hasKey(from, old.key))) {
      this.halves[half] = leafRef(from)
      this.oldLeaves[from] = old.kind === 'leaf' ? old.hash : null
    } else if (old.kind === 'leaf' && bitAt(old.key, depth) === 1) this.#split(place, depth, NO_NODE, old, next)
    else this.#split(place, depth, old, NO_NODE, next)
  }

  /** A half that changes go into is a place for `next`; without any, it stays what it is. */
  goOn(next: Place[], place: Place): void {
    if (place.from < place.to) next.push(place)
    else this.halves[place.half] = place.old.kind === 'nothing' ? NOTHING : keptRef(this.kept.push(place.old.hash) - 1)
  }

  #split({ half, from, to, old }: Place, depth: number, left: Old, right: Old, next: Place[]): void {
    if (depth === KEY_BITS) throw new RangeError('the map has an inner node below the last bit of its keys')
    this.halves[half] = innerRef(this.replaced.push(old.kind === 'inner' ? old.hash : null) - 1)
    const first = this.halves.push(NOTHING, NOTHING) - 2
    const middle = this.#firstOnRight(from, to, depth)
    this.goOn(next, { half: first, from, to: middle, old: left })
    this.goOn(next, { half: first + 1, from: middle, to, old: right })
  }

  /** The first of some changes whose key has a 1 at this depth; they are sorted, and share the bits above. */
  #firstOnRight(from: number, to: number, depth: number): number {
    let low = from
    let high = to
    while (low < high) {
      const middle = (low + high) >> 1
      const change = this.#changes[middle]
      if (change !== undefined && bitAt(change.key, depth) === 0) low = middle + 1
      else high = middle
    }
    return low
  }

  #hasKey(index: number, key: Uint8Array): boolean {
    const change = this.#changes[index]
    return change !== undefined && sameBytes(change.key, key)
  }
}

const NO_NODE: Old = { kind: 'nothing' }

function nodeAt(hash: Uint8Array): Old {
  return sameBytes(hash, EMPTY) ? NO_NODE : { kind: 'unread', hash }
}

/** The same places, with what was unread in them. */
async function readOld(places: readonly Place[], nodes: MapNodes): Promise<readonly Place[]> {
  const unread = places.flatMap(({ old }) => (old.kind === 'unread' ? [old.hash] : []))
  if (unread.length === 0) return places
  const found = (await nodes.read(unread))[Symbol.iterator]()
  return places.map(place => {
    if (place.old.kind !== 'unread') return place
    const node = found.next().value
    if (node === undefined) throw new RangeError('fewer nodes were read than asked for')
    const { half, from, to, old } = place
    return { half, from, to, old: oldNode(old.hash, node) }
  })
}

function oldNode(hash: Uint8Array, node: MapNode): Old {
  return node.kind === 'leaf' ? { kind: 'leaf', hash, key: node.key } : { kind: 'inner', hash, left: node.left, right: node.right }
}
