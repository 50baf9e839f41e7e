import { parseCheckpoint } from '../../../core/proof/log/checkpoint.ts'
import { NoteError } from '../../../core/proof/log/note.ts'
import type { Contradiction, Side } from './records.ts'

/**
 * Whether a contradiction that is known already has something new in it. What is shown goes on while it contradicts what is remembered: a log
 * that was cut grows again, and is another one from the remembered size on; so does a history. That is not another contradiction, but better
 * evidence of it.
 */
export function isNews(before: Contradiction, now: Contradiction): boolean {
  switch (now.kind) {
    case 'head':
      // Once another event stands in the place of the one remembered, nothing can be said more clearly.
      return versionOf(before.shown) !== versionOf(now.shown) && versionOf(before.shown) < versionOf(before.remembered)
    case 'checkpoint':
      return sizeOf(now.shown) > sizeOf(before.shown)
    case 'trust':
    case 'proof':
      return false
  }
}

/** A side with what is shown of it now; evidence that could not be had now stays as it was had before. */
export function renewed(before: Side, now: Side): Side {
  const { bundle, begins } = now.bundle === null ? before : now
  return { ...now, trust: now.trust ?? before.trust, checkpoint: now.checkpoint ?? before.checkpoint, bundle, begins }
}

function versionOf({ head }: Side): number {
  return head?.version ?? 0
}

function sizeOf({ checkpoint }: Side): number {
  if (checkpoint === null) return 0
  try {
    return parseCheckpoint(checkpoint).size
  } catch (error) {
    if (error instanceof NoteError) return 0
    throw error
  }
}
