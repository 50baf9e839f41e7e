import type { ErrorCode } from '../../core/protocol/errors.ts'
import type { Behind, Delta, HeadMessage, HelloAnswer, Presence, PresenceState, Sync, SyncAnswer } from '../../core/protocol/messages.ts'
import type { Readable } from './cell.ts'

/** What the shell shows of the connection. Times are milliseconds since 1970. */
export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online'; readonly hello: HelloAnswer }
  | { readonly kind: 'offline'; readonly since: number; readonly retryAt: number | null }
  /** The server answered, and doesn't talk to this page: an older page, a foreign origin. Reloading may help; trying again doesn't. */
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly text: string }

/** An answer, or why there is none. `lost`: the connection broke, and nobody knows whether the message arrived. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly lost: true }
  | {
      readonly ok: false
      readonly lost: false
      readonly error: { readonly code: ErrorCode; readonly text: string; readonly field?: string | undefined }
    }

/** What the server pushes about one topic. */
export type TopicListener = {
  delta?(message: Delta): void
  behind?(message: Behind): void
  head?(message: HeadMessage): void
  presence?(message: PresenceState): void
}

/** The socket, typed: every message that comes in is parsed, and one that doesn't parse is reported and dropped. */
export type Connection = {
  readonly state: Readable<ConnectionState>
  /** Who is here and who is typing, messages to the server: volatile, lost while offline. */
  sendPresence(message: Presence): void
  sync(message: Sync): Promise<Result<SyncAnswer>>
  unsync(topic: string): void
  /** Hears what is pushed for a topic until the returned function is called. */
  listen(topic: string, listener: TopicListener): () => void
  /** "Try now." */
  retry(): void
}
