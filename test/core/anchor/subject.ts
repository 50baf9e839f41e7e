import { createActor, initialTransition, transition } from 'xstate'
import { domainEvent } from '../../../core/aggregate/read.ts'
import type { AnchorCommand } from '../../../core/anchor/commands.ts'
import { anchorEvents } from '../../../core/anchor/events.ts'
import { type AnchorSnapshot, anchorMachine, decideAnchor } from '../../../core/anchor/machine.ts'
import { anchorRowOf } from '../../../core/anchor/view.ts'
import { id } from '../aggregate/people.ts'
import type { Subject } from '../aggregate/subject.ts'

export const ANCHOR = id(5000)

/** The anchor that spends one seal. */
export const anchorSubject: Subject<AnchorSnapshot, AnchorCommand> = {
  aggregate: { type: 'anchor', id: ANCHOR },
  initial: initialTransition(anchorMachine)[0],
  decide: decideAnchor,
  apply: (snapshot, event) => transition(anchorMachine, snapshot, domainEvent(anchorEvents, event))[0],
  live: chain => {
    const actor = createActor(anchorMachine).start()
    for (const event of chain) actor.send(domainEvent(anchorEvents, event))
    return actor.getSnapshot()
  },
  persist: snapshot => JSON.stringify(anchorMachine.getPersistedSnapshot(snapshot)),
  revive: text =>
    createActor(anchorMachine, { snapshot: JSON.parse(text) })
      .start()
      .getSnapshot(),
  shown: ({ value, context }) => ({ value, context }),
}

/** What people see of an anchor, and the network's own words about a refusal. */
export function anchorView(snapshot: AnchorSnapshot) {
  return { row: anchorRowOf(ANCHOR, snapshot), detail: snapshot.context.rejection?.detail ?? null }
}
