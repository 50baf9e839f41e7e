import { getInitialSnapshot } from 'xstate'
import { UnreadableEvent } from '../../core/aggregate/read.ts'
import { anchorMachine, anchorStateOf } from '../../core/anchor/machine.ts'
import type { AnchorState } from '../../core/anchor/row.ts'
import { type Anchor, countingTransaction, type PreparedTransaction } from '../../core/anchor/state.ts'
import { parseOutpoint, sealOf } from '../../core/proof/bitcoin/outpoint.ts'
import { anchorKind } from '../actors/anchor-kind.ts'
import { anchorId } from '../anchoring/line.ts'
import type { StoreReads } from '../store/store-reads.ts'
import { differs, type Findings } from './finding.ts'

/** An anchor as its chain of events has it, and the transaction of it that counts. */
export type LinedAnchor = {
  readonly id: string
  readonly state: AnchorState
  readonly anchor: Anchor
  readonly counting: PreparedTransaction
}

/**
 * The line as the chains of its anchors have it, from the genesis seal on: lists, which are made from the same events, aren't asked. It ends
 * where a seal has no anchor, and at a chain that can't be read.
 */
export async function readLine(
  store: Pick<StoreReads, 'chain'>,
  origin: string,
  genesisSeal: string,
  findings: Findings,
): Promise<readonly LinedAnchor[]> {
  const line: LinedAnchor[] = []
  for (let seal = genesisSeal; ; ) {
    const id = anchorId(origin, parseOutpoint(seal))
    const next = await readAnchor(store, id, `anchor ${line.length + 1}`, findings)
    if (next === null) return line
    line.push(next)
    seal = sealOf(next.counting)
  }
}

async function readAnchor(store: Pick<StoreReads, 'chain'>, id: string, subject: string, findings: Findings): Promise<LinedAnchor | null> {
  let snapshot = getInitialSnapshot(anchorMachine)
  try {
    for await (const events of store.chain({ type: 'anchor', id }, 0))
      for (const event of events) snapshot = anchorKind.next(snapshot, event)
  } catch (error) {
    if (!(error instanceof UnreadableEvent)) throw error
    findings.add(
      differs(
        'anchorRecord',
        subject,
        'Its events can’t be read: the line of anchors ends there.',
        'the events of an anchor',
        error.message,
      ),
    )
    return null
  }
  const state = anchorStateOf(snapshot)
  const counting = countingTransaction(snapshot.context)
  return state === 'absent' || counting === undefined ? null : { id, state, anchor: snapshot.context, counting }
}
