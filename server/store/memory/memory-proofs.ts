import { aggregateName } from '../../../core/events/names.ts'
import { MAP_NODE_BYTES } from '../../../core/proof/map/node.ts'
import { MissingNode } from '../errors.ts'
import type { AggregateProof, Epoch, HeadInMap, MappedHead, ProofStore } from '../proofs.ts'

const HASH_BYTES = 32
/** How many heads, or proofs, a page holds at most. */
const PAGE = 500

/** What an attempt at an epoch has staged: heads by their aggregates' names, and hashes of stale nodes. */
type Staged = { readonly heads: Map<string, MappedHead>; stale: readonly string[] }

/** `check` throws where the store is closed. */
export function openMemoryProofs(check: () => void): ProofStore {
  const nodes = new Map<string, Uint8Array>()
  /** Of the next epoch, by attempt. */
  let attempts = new Map<string, Staged>()
  const made: { readonly epoch: Epoch; readonly staged: Staged }[] = []
  const kept = new Map<string, AggregateProof>()

  function stagedBy(attempt: string): Staged {
    const staged = attempts.get(attempt) ?? { heads: new Map(), stale: [] }
    attempts.set(attempt, staged)
    return staged
  }

  return {
    async mapNodes(hashes) {
      check()
      const found = inPieces(hashes, HASH_BYTES).map(hash => {
        const node = nodes.get(toHex(hash))
        if (node === undefined) throw new MissingNode(toHex(hash))
        return node
      })
      return packed(found)
    },
    async putMapNodes(bytes) {
      check()
      for (const node of inPieces(bytes, MAP_NODE_BYTES)) {
        const hash = toHex(node.subarray(0, HASH_BYTES))
        if (!nodes.has(hash)) nodes.set(hash, new Uint8Array(node))
      }
    },
    async stage({ index, attempt, heads, stale }) {
      check()
      if (index < made.length) return
      const staged = stagedBy(`${index} ${attempt}`)
      for (const head of heads) {
        const name = aggregateName(head.aggregate)
        if (head.version > (staged.heads.get(name)?.version ?? 0)) staged.heads.set(name, head)
      }
      staged.stale = [...staged.stale, ...inPieces(stale, HASH_BYTES).map(toHex)]
    },
    async commitEpoch(epoch) {
      check()
      if (epoch.index !== made.length) return false
      made.push({ epoch, staged: stagedBy(`${epoch.index} ${epoch.attempt}`) })
      attempts = new Map([...attempts].filter(([key]) => Number(key.split(' ')[0]) > epoch.index))
      return true
    },
    async newestEpoch() {
      check()
      return made.at(-1)?.epoch ?? null
    },
    async epoch(index) {
      check()
      return made[index]?.epoch ?? null
    },
    async epochs(from, limit) {
      check()
      return made.slice(from, from + limit).map(({ epoch }) => epoch)
    },
    async *changedHeads(index) {
      check()
      const heads = [...(made[index]?.staged.heads.values() ?? [])]
      for (let from = 0; from < heads.length; from += PAGE) yield heads.slice(from, from + PAGE)
    },
    async headsAt(aggregates, index) {
      check()
      const upTo = made.slice(0, index + 1)
      return aggregates.map((aggregate): HeadInMap | null => {
        const name = aggregateName(aggregate)
        const holder = upTo.findLast(({ staged }) => staged.heads.has(name))
        const head = holder?.staged.heads.get(name)
        return holder === undefined || head === undefined ? null : { version: head.version, hash: head.hash, epoch: holder.epoch.index }
      })
    },
    async keepProofs(proofs) {
      check()
      for (const { aggregate, epoch, version, siblings } of proofs) {
        const name = aggregateName(aggregate)
        if (version > (kept.get(name)?.version ?? 0)) kept.set(name, { aggregate, epoch, version, siblings: new Uint8Array(siblings) })
      }
    },
    async keptProof(aggregate) {
      check()
      const proof = kept.get(aggregateName(aggregate))
      if (proof === undefined) return null
      const { epoch, version, siblings } = proof
      return { epoch, version, siblings: new Uint8Array(siblings) }
    },
    async *keptProofs() {
      check()
      const all = [...kept.values()]
      for (let from = 0; from < all.length; from += PAGE)
        yield all.slice(from, from + PAGE).map(proof => ({ ...proof, siblings: new Uint8Array(proof.siblings) }))
    },
    async pruneMap(index, limit) {
      check()
      let dropped = 0
      for (const { staged } of made.slice(0, index + 1)) {
        let taken = 0
        for (const hash of staged.stale) {
          if (dropped === limit) break
          if (nodes.delete(hash)) dropped += 1
          taken += 1
        }
        staged.stale = staged.stale.slice(taken)
      }
      return dropped
    },
  }
}

function inPieces(bytes: Uint8Array, length: number): readonly Uint8Array[] {
  return Array.from({ length: bytes.length / length }, (_, i) => bytes.subarray(i * length, (i + 1) * length))
}

function packed(pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(pieces))
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
