import { hash } from 'node:crypto'
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js'
import { EMPTY, sameBytes } from '../../core/proof/map/keys.ts'
import { MAP_NODE_BYTES, TAG_AT, unpackNode } from '../../core/proof/map/node.ts'
import { MissingNode } from '../store/errors.ts'
import type { Epoch } from '../store/proofs.ts'
import type { ProofReads } from '../store/store-reads.ts'
import { differs, type Findings } from './finding.ts'

export type MapNodesOptions = {
  readonly proofs: Pick<ProofReads, 'mapNodes' | 'newestEpoch'>
  readonly findings: Findings
  readonly onNodes: (done: number) => void
}

/** Nodes that are read at once: what waits to be read stays a few times as many, however large the map is. */
const BATCH = 1000
/** A server that runs may drop nodes that only older epochs need. Then the newer epoch is looked at, and not for ever. */
const ATTEMPTS = 3

/** Whether proofs can be made: all nodes of the newest epoch's map are there, and hash to their names. Answers how many there are. */
export async function checkMapNodes(options: MapNodesOptions): Promise<number> {
  let epoch = await options.proofs.newestEpoch()
  for (let attempt = 1; epoch !== null; attempt++) {
    try {
      return await walk(epoch, options)
    } catch (error) {
      if (!(error instanceof MissingNode)) throw error
      const newest = await options.proofs.newestEpoch()
      if (newest === null || newest.index === epoch.index || attempt === ATTEMPTS) {
        const message = 'A node of its map is missing: no proof can be made from it.'
        options.findings.add(differs('mapNodes', `epoch ${epoch.index}`, message, error.hash, 'nothing'))
        return 0
      }
      epoch = newest
    }
  }
  return 0
}

async function walk({ index, mapRoot, aggregates }: Epoch, { proofs, findings, onNodes }: MapNodesOptions): Promise<number> {
  const subject = `epoch ${index}`
  const waiting: Uint8Array[] = [hexToBytes(mapRoot)].filter(isNode)
  let [nodes, leaves, broken] = [0, 0, 0]
  while (waiting.length > 0) {
    const asked = waiting.splice(-BATCH)
    const packed = await proofs.mapNodes(concatBytes(...asked))
    for (const [place, name] of asked.entries()) {
      const at = place * MAP_NODE_BYTES
      const actual = hash('sha256', packed.subarray(at + TAG_AT, at + MAP_NODE_BYTES))
      if (actual !== bytesToHex(name)) {
        broken++
        findings.add(differs('mapNodes', subject, 'A node of its map does not hash to its name.', bytesToHex(name), actual))
        continue
      }
      nodes++
      const node = unpackNode(packed, at)
      if (node.kind === 'leaf') leaves++
      else waiting.push(...[node.left, node.right].filter(isNode))
    }
    onNodes(nodes)
  }
  if (broken === 0 && leaves !== aggregates)
    findings.add(differs('mapNodes', subject, 'Its map has another number of leaves.', aggregates, leaves))
  return nodes
}

function isNode(hash: Uint8Array): boolean {
  return !sameBytes(hash, EMPTY)
}
