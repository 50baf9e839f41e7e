import { anchorStateOf } from '../../core/anchor/machine.ts'
import { type AnchorRow, type AnchorState, isInBlock } from '../../core/anchor/row.ts'
import { type Anchor, countingTransaction } from '../../core/anchor/state.ts'
import { formatOutpoint, type Outpoint, sealOf } from '../../core/proof/bitcoin/outpoint.ts'
import { derivedId } from '../derived-id.ts'
import type { Store } from '../store/store.ts'
import type { ReadAnchor } from './anchor-reader.ts'
import type { Coin } from './anchor-transaction.ts'
import type { HeaderFollower } from './block-headers.ts'
import { DEEPEST } from './header-branch.ts'

/** Confirmations from which an anchor isn't looked after any more: no change of the chain that is followed reaches down to its block. */
export const SETTLED_DEPTH = DEEPEST + 2
const PAGE = 50

/** One anchor of the line, as its chain of events has it. */
export type LineAnchor = { readonly id: string; readonly seal: Coin; readonly state: AnchorState; readonly anchor: Anchor }

/** A place in the line: the seal that is spent there, and the id that follows from it. */
export type Place = { readonly id: string; readonly seal: Coin; readonly sequence: number }

/** The anchors that are looked after, in the line's order, with the newest in any case; and the place of the next one. */
export type Line = { readonly anchors: readonly LineAnchor[]; readonly end: Place }

/** The chain of block headers, as far as anchors ask for it. */
export type FollowedHeaders = Pick<HeaderFollower, 'newest' | 'confirmations'>

export type LineDeps = {
  readonly origin: string
  readonly readModels: Pick<Store['readModels'], 'listAnchors'>
  readonly readAnchor: ReadAnchor
  readonly headers: Pick<FollowedHeaders, 'confirmations'>
}

/** Every server that wants to spend a seal meets the others in one aggregate: its append is the fence. */
export function anchorId(origin: string, seal: Outpoint): string {
  return derivedId('sealdesk/anchor', origin, formatOutpoint(seal))
}

/**
 * The line from its newest settled anchors on. The read model, which may be behind, only tells where to begin; then each anchor's own chain
 * says which transaction counts, and that one's output 1 leads to the next.
 */
export class LineReader {
  readonly #deps: LineDeps
  readonly #genesis: Coin
  #start: { readonly seal: Coin; readonly sequence: number } | null = null
  /** Those in a block, which are many and rarely change. */
  #inBlock = new Map<string, LineAnchor>()

  constructor(deps: LineDeps, genesis: Coin) {
    this.#deps = deps
    this.#genesis = genesis
  }

  async read(): Promise<Line> {
    this.#start ??= await this.#findStart()
    const anchors: LineAnchor[] = []
    let { seal, sequence } = this.#start
    for (;;) {
      const id = anchorId(this.#deps.origin, seal)
      const found = this.#inBlock.get(id) ?? (await this.#read(id, seal))
      const counting = found === null ? undefined : countingTransaction(found.anchor)
      if (found === null || counting === undefined) {
        this.#inBlock = new Map(anchors.filter(isInBlock).map(anchor => [anchor.id, anchor]))
        await this.#advance(anchors)
        return { anchors, end: { id, seal, sequence } }
      }
      anchors.push(found)
      seal = { txid: counting.txid, vout: 1, satoshis: counting.value }
      sequence++
    }
  }

  /** To be told whenever something was recorded of an anchor, or was to be. What another server records comes to light then, too. */
  forget(id: string): void {
    this.#inBlock.delete(id)
  }

  async #read(id: string, seal: Coin): Promise<LineAnchor | null> {
    const snapshot = await this.#deps.readAnchor(id)
    const state = anchorStateOf(snapshot)
    return state === 'absent' ? null : { id, seal, state, anchor: snapshot.context }
  }

  /** After the older of two settled anchors that follow each other: the newer one then begins the list, with what it spends known. */
  async #findStart(): Promise<{ seal: Coin; sequence: number }> {
    let newer: AnchorRow | null = null
    for (let cursor: string | null = null; ; ) {
      const page = await this.#deps.readModels.listAnchors({ limit: PAGE, cursor })
      for (const row of page.items) {
        if (!(await this.#isSettled(row))) newer = null
        else if (newer?.seal === sealOf(row)) return { seal: { txid: row.txid, vout: 1, satoshis: row.value }, sequence: row.sequence + 1 }
        else newer = row
      }
      cursor = page.next
      if (cursor === null) return { seal: this.#genesis, sequence: 1 }
    }
  }

  async #advance(anchors: readonly LineAnchor[]): Promise<void> {
    let settled = 0
    for (const { state, anchor } of anchors) {
      if (!(await this.#isSettled({ state, height: anchor.holding?.height ?? null, block: anchor.holding?.block ?? null }))) break
      settled++
    }
    const last = anchors[settled - 2]?.anchor
    const counting = last === undefined ? undefined : countingTransaction(last)
    if (last === undefined || counting === undefined) return
    this.#start = { seal: { txid: counting.txid, vout: 1, satoshis: counting.value }, sequence: last.sequence + 1 }
  }

  async #isSettled({ state, height, block }: Pick<AnchorRow, 'state' | 'height' | 'block'>): Promise<boolean> {
    if (state !== 'final' || height === null || block === null) return false
    return ((await this.#deps.headers.confirmations(height, block)) ?? 0) >= SETTLED_DEPTH
  }
}
