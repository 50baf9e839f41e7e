import type { Sender } from '../../core/aggregate/command.ts'
import { CanonicalJsonError } from '../../core/events/canonical.ts'
import { ContentTooLargeError, recordEvent } from '../../core/events/event.ts'
import { parseHeader } from '../../core/events/header.ts'
import type { Aggregate } from '../../core/events/names.ts'
import { type Refusal, refusal } from '../../core/protocol/errors.ts'
import type { NewEvent } from '../store/store.ts'
import type { ChainEnd } from './chain-end.ts'
import type { Draft } from './kind.ts'

/** What recording needs of the world. `randomHex` gives so many fresh random bytes as hex digits. */
export type RecorderSources = {
  readonly origin: string
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly randomHex: (bytes: number) => string
  /** Hash of the newest block header known, or null (chain.md 2, `block`). */
  readonly block: () => string | null
}

export type Recorder = (
  aggregate: Aggregate,
  upon: ChainEnd,
  draft: Draft,
  cause: { readonly commandId: string; readonly by: Sender },
) => { readonly ok: true; readonly event: NewEvent } | { readonly ok: false; readonly refusal: Refusal }

/**
 * Turns accepted drafts into events of the chain. What has no canonical form, or is too large, is refused and not repaired. Times never run
 * backwards in a chain: after an event of a server whose clock is ahead, others stand still at its time until their clocks are past it.
 */
export function createRecorder(sources: RecorderSources): Recorder {
  return (aggregate, upon, draft, cause) => {
    try {
      const event = recordEvent(
        {
          origin: sources.origin,
          aggregate,
          version: upon.version + 1,
          parent: upon.hash,
          type: draft.type,
          recordedAt: laterOf(upon.recordedAt, new Date(sources.now()).toISOString()),
          actor: { type: cause.by.type, id: cause.by.id },
          commandId: cause.commandId,
          facts: draft.facts,
          content: draft.content,
          block: sources.block(),
        },
        draft.content === null ? null : sources.randomHex(32),
      )
      return { ok: true, event: { ...event, fields: parseHeader(event.header) } }
    } catch (error) {
      if (error instanceof ContentTooLargeError)
        return { ok: false, refusal: refusal('too_long', `The text takes ${error.bytes} bytes; at most 65536 fit.`) }
      if (error instanceof CanonicalJsonError)
        return { ok: false, refusal: refusal('malformed', `The text can’t be recorded: ${error.message}.`) }
      throw error
    }
  }
}

/** Both as headers have them, which compare as texts. */
function laterOf(before: string | null, now: string): string {
  return before !== null && before > now ? before : now
}
