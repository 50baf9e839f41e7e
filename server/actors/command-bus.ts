import type { CommandRequest, Sender } from '../../core/aggregate/command.ts'
import type { StoredEvent } from '../../core/events/event.ts'
import type { Refusal } from '../../core/protocol/errors.ts'

/** A command was recorded, or the rulebook said no. Version and hash are those of the command's last event. */
export type CommandResult =
  | { readonly ok: true; readonly version: number; readonly hash: string; readonly events: readonly StoredEvent[] }
  | { readonly ok: false; readonly refusal: Refusal }

/** Where commands go, whoever sends them: HTTP, sockets, imports, the demonstration. */
export interface CommandBus {
  /**
   * Carries a command out once, however often it is sent, and answers it the same each time. When it answers `ok`, the events are
   * on disk. The payload is parsed here; a malformed one is a refusal that names its field.
   * @throws KnownError `overloaded`, `store_unavailable`, `history_damaged`, or `internal` where something failed that nobody planned for.
   */
  execute(command: CommandRequest, by: Sender): Promise<CommandResult>
}
