import { getInitialSnapshot, transition } from 'xstate'
import { domainEvent } from '../../core/aggregate/read.ts'
import { type UserEvent, userEvents } from '../../core/user/events.ts'
import { type UserSnapshot, userMachine } from '../../core/user/machine.ts'
import type { App } from './app.ts'
import { ChainFollower, type ChainKind, type ChainView } from './chain-follower.ts'
import { FollowController } from './follow-controller.ts'

export type UserView = ChainView<UserSnapshot, UserEvent>

/** A person's chain, applied by the user's machine. */
export const userKind: ChainKind<UserSnapshot, UserEvent> = {
  type: 'user',
  empty: getInitialSnapshot(userMachine),
  read: stored => domainEvent(userEvents, stored),
  apply: (snapshot, event) => transition(userMachine, snapshot, event)[0],
  erases: event => (event.type === 'content_erased' ? event.facts.version : null),
}

const nothingYet: UserView = {
  status: { kind: 'loading' },
  snapshot: userKind.empty,
  events: [],
  checked: { version: 0, hash: '' },
  failure: null,
}

/** Follows one person's chain for its host, like `TicketController`. */
export class UserController extends FollowController<string, UserView, ChainFollower<UserSnapshot, UserEvent>> {
  get view(): UserView {
    return this.followed?.view.value ?? nothingYet
  }

  protected override name(id: string): string {
    return id
  }

  protected override follow({ connection, witness }: App, id: string): ChainFollower<UserSnapshot, UserEvent> {
    return new ChainFollower(connection, userKind, id, witness)
  }
}
