import { createActor, getNextSnapshot } from 'xstate'
import { domainEvent } from '../../core/aggregate/read.ts'
import { type AnchorCommand, anchorPayloads } from '../../core/anchor/commands.ts'
import { anchorEvents } from '../../core/anchor/events.ts'
import { ANCHOR_MACHINE_VERSION, type AnchorSnapshot, anchorMachine, decideAnchor } from '../../core/anchor/machine.ts'
import type { StoredEvent } from '../../core/events/event.ts'
import type { Kind } from './kind.ts'
import { liveMachine } from './machine.ts'

const read = (event: StoredEvent) => domainEvent(anchorEvents, event)

export type AnchorKind = Kind<AnchorSnapshot, typeof anchorPayloads, AnchorCommand>

export const anchorKind: AnchorKind = {
  type: 'anchor',
  machineVersion: ANCHOR_MACHINE_VERSION,
  payloads: anchorPayloads,
  complete: command => command,
  decide: (snapshot, _id, command) => decideAnchor(snapshot, command),
  start: state => liveMachine(createActor(anchorMachine, state === null ? {} : { snapshot: JSON.parse(state) }), read),
  next: (snapshot, event) => getNextSnapshot(anchorMachine, snapshot, read(event)),
}
