import { type AnchorSnapshot, anchorStateOf } from '../../core/anchor/machine.ts'
import type { AnchorRow, AnchorState } from '../../core/anchor/row.ts'
import { type Anchor, countingTransaction } from '../../core/anchor/state.ts'
import { derivedId } from '../derived-id.ts'
import type { Store } from '../store/store.ts'
import type { Coin } from './anchor-transaction.ts'

/** Confirmations beyond which an anchor isn't looked after any more. */
const SETTLED_DEPTH = 100
const PAGE = 50

/** One anchor of the line, as its chain of events has it. */
export type LineAnchor = { readonly id: string; readonly seal: Coin; readonly state: AnchorState; readonly anchor: Anchor }

/** A place in the line: the seal that is spent there, and the id that follows from it. */
export type Place = { readonly id: string; readonly seal: Coin; readonly sequence: number }

/** The anchors that are looked after, in the line's order, with the newest in any case; and the place of the next one. */
export type Line = { readonly anchors: readonly LineAnchor[]; readonly end: Place }

export type LineDeps = {
  readonly origin: string
  readonly readModels: Pick<Store['readModels'], 'listAnchors'>
  anchor(id: string): Promise<{ readonly snapshot: AnchorSnapshot }>
  /** Of a block, where it is on the network's chain; null where it isn't. */
  confirmations(height: number, block: string): number | null
}

/** Every server that wants to spend a seal meets the others in one aggregate: its append is the fence. */
export function anchorId(origin: string, { txid, vout }: Coin): string {
  return derivedId('sealdesk/anchor', origin, `${txid}:${vout}`)
}

/**
 * The line from its newest settled anchors on. The read model, which may be behind, only tells where to begin; then each anchor's own chain
 * says which transaction counts, and that one's output 1 leads to the next.
 */
export class LineReader {
  readonly #deps: LineDeps
  readonly #genesis: Coin
  #start: { readonly seal: Coin; readonly sequence: number } | null = null

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
      const { snapshot } = await this.#deps.anchor(id)
      const state = anchorStateOf(snapshot)
      const anchor = snapshot.context
      const counting = countingTransaction(anchor)
      if (state === 'absent' || counting === undefined) {
        this.#advance(anchors)
        return { anchors, end: { id, seal, sequence } }
      }
      anchors.push({ id, seal, state, anchor })
      seal = { txid: counting.txid, vout: 1, satoshis: counting.value }
      sequence++
    }
  }

  /** After the older of two settled anchors that follow each other: the newer one then begins the list, with what it spends known. */
  async #findStart(): Promise<{ seal: Coin; sequence: number }> {
    let newer: AnchorRow | null = null
    for (let cursor: string | null = null; ; ) {
      const page = await this.#deps.readModels.listAnchors({ limit: PAGE, cursor })
      for (const row of page.items) {
        if (!this.#isSettled(row)) newer = null
        else if (newer?.seal === `${row.txid}:1`)
          return { seal: { txid: row.txid, vout: 1, satoshis: row.value }, sequence: row.sequence + 1 }
        else newer = row
      }
      cursor = page.next
      if (cursor === null) return { seal: this.#genesis, sequence: 1 }
    }
  }

  #advance(anchors: readonly LineAnchor[]): void {
    const settled = anchors.findIndex(({ state, anchor }) => !this.#isSettled({ state, ...blockOf(anchor) }))
    const last = anchors[(settled === -1 ? anchors.length : settled) - 2]
    const counting = last === undefined ? undefined : countingTransaction(last.anchor)
    if (last === undefined || counting === undefined) return
    this.#start = { seal: { txid: counting.txid, vout: 1, satoshis: counting.value }, sequence: last.anchor.sequence + 1 }
  }

  #isSettled({ state, height, block }: Pick<AnchorRow, 'state' | 'height' | 'block'>): boolean {
    if (state !== 'final' || height === null || block === null) return false
    return (this.#deps.confirmations(height, block) ?? 0) >= SETTLED_DEPTH
  }
}

function blockOf({ holding }: Anchor): Pick<AnchorRow, 'height' | 'block'> {
  return { height: holding?.height ?? null, block: holding?.block ?? null }
}
