import { getInitialSnapshot, transition } from 'xstate'
import { domainEvent } from '../../core/aggregate/read.ts'
import { anchorEvents } from '../../core/anchor/events.ts'
import { anchorMachine } from '../../core/anchor/machine.ts'
import type { AnchorRow } from '../../core/anchor/row.ts'
import { anchorRowOf } from '../../core/anchor/view.ts'
import type { Store } from '../store/store.ts'

/**
 * The row of an anchor at a version, from its whole chain: which transaction counts, and its bytes, may go back to any that was prepared.
 * The chains are short. Null before the first transaction. @throws UnreadableEvent where
 * an event up to that version can't be read
 */
export async function replayAnchor(store: Store, id: string, upTo: number): Promise<AnchorRow | null> {
  let snapshot = getInitialSnapshot(anchorMachine)
  for await (const events of store.chain({ type: 'anchor', id }, 0)) {
    for (const stored of events) {
      if (snapshot.context.version >= upTo) return anchorRowOf(id, snapshot)
      snapshot = transition(anchorMachine, snapshot, domainEvent(anchorEvents, stored))[0]
    }
  }
  return anchorRowOf(id, snapshot)
}
