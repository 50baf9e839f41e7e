import type { Sender } from '../../core/aggregate/command.ts'
import type { Me } from '../../core/protocol/messages.ts'
import type { Readable } from './cell.ts'
import type { CommandError } from './commands.ts'

export type SignInOutcome = { readonly ok: true } | { readonly ok: false; readonly error: CommandError }

/** Who sits at this browser. A guest (`me.value === null`) sees everything and changes nothing. */
export type Session = {
  readonly me: Readable<Me | null>
  /** Signs in over HTTP and connects the socket anew, since the cookie carries the session. */
  signIn(name: string, password: string): Promise<SignInOutcome>
  signOut(): Promise<void>
  /** Opens the sign-in dialog, for buttons that a guest can't use; `why` completes “Sign in to …”. */
  ask(why: string): void
}

/** The signed-in person as the sender that `decideTicket` asks about; null for a guest. */
export function senderOf(me: Me | null): Sender | null {
  return me === null ? null : { type: 'user', id: me.id, role: me.role }
}
