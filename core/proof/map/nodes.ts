import type { MapNode } from './node.ts'

export { ArenaNodes } from './arena.ts'
export { MAP_NODE_BYTES, type MapNode, unpackNodes } from './node.ts'

/** Where the nodes of maps are kept, under their hashes. */
export interface MapNodes {
  /** Nodes in the order asked for; rejects where one is missing. What it gives is only read, and not kept beyond the call it is for. */
  read(hashes: readonly Uint8Array[]): Promise<readonly MapNode[]>
}
