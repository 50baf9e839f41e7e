import { createActor, getNextSnapshot } from 'xstate'
import { domainEvent } from '../../core/aggregate/read.ts'
import type { StoredEvent } from '../../core/events/event.ts'
import { exchangePayloads, type UserCommand, userPayloads } from '../../core/user/commands.ts'
import { userEvents } from '../../core/user/events.ts'
import { decideUser, USER_MACHINE_VERSION, type UserSnapshot, userMachine } from '../../core/user/machine.ts'
import type { Kind } from './kind.ts'
import { liveMachine } from './machine.ts'

const read = (event: StoredEvent) => domainEvent(userEvents, event)

const payloads = { ...userPayloads, ...exchangePayloads }

export type UserKind = Kind<UserSnapshot, typeof payloads, UserCommand>

export const userKind: UserKind = {
  type: 'user',
  machineVersion: USER_MACHINE_VERSION,
  payloads,
  complete: command => command,
  decide: decideUser,
  start: state => liveMachine(createActor(userMachine, state === null ? {} : { snapshot: JSON.parse(state) }), read),
  next: (snapshot, event) => getNextSnapshot(userMachine, snapshot, read(event)),
}
