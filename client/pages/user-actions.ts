import type { Sender } from '../../core/aggregate/command.ts'
import type { Me } from '../../core/protocol/messages.ts'
import type { UserCommand } from '../../core/user/commands.ts'
import { decideUser, type UserSnapshot } from '../../core/user/machine.ts'
import { senderOf } from '../state/session.ts'
import type { Availability } from '../ticket/actions.ts'

export type AccountSituation = {
  readonly id: string
  readonly snapshot: UserSnapshot
  readonly me: Me | null
  readonly halt: string | null
}

/** Asks the account's own rulebook about a command, like `availability` of a ticket. */
export function accountAvailability(situation: AccountSituation, what: string, command: (by: Sender) => UserCommand): Availability {
  if (situation.halt !== null) return { kind: 'refused', why: situation.halt }
  const by = senderOf(situation.me)
  if (by === null) return { kind: 'guest', why: `Sign in to ${what}.` }
  const decision = decideUser(situation.snapshot, situation.id, command(by))
  return decision.type === 'accepted' ? { kind: 'possible' } : { kind: 'refused', why: decision.refusal.text }
}
