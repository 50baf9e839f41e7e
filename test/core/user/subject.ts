import { createActor, initialTransition, transition } from 'xstate'
import { domainEvent } from '../../../core/aggregate/read.ts'
import type { UserCommand } from '../../../core/user/commands.ts'
import { userEvents } from '../../../core/user/events.ts'
import { decideUser, type UserSnapshot, userMachine, userStateOf } from '../../../core/user/machine.ts'
import { anna } from '../aggregate/people.ts'
import type { Subject } from '../aggregate/subject.ts'

/** Anna's account. */
export const userSubject: Subject<UserSnapshot, UserCommand> = {
  aggregate: { type: 'user', id: anna.id },
  initial: initialTransition(userMachine)[0],
  decide: (snapshot, command) => decideUser(snapshot, anna.id, command),
  apply: (snapshot, event) => transition(userMachine, snapshot, domainEvent(userEvents, event))[0],
  live: chain => {
    const actor = createActor(userMachine).start()
    for (const event of chain) actor.send(domainEvent(userEvents, event))
    return actor.getSnapshot()
  },
  persist: snapshot => JSON.stringify(userMachine.getPersistedSnapshot(snapshot)),
  revive: text =>
    createActor(userMachine, { snapshot: JSON.parse(text) })
      .start()
      .getSnapshot(),
  shown: ({ value, context }) => ({ value, context }),
}

/** What people see of a person, without the versions that the texts come from. */
export function userView(snapshot: UserSnapshot) {
  const { name, displayName, ...rest } = snapshot.context
  return { ...rest, state: userStateOf(snapshot), name: name.text, displayName: displayName.text }
}
