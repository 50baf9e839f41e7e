import { parseCheckpoint } from '../../../core/proof/log/checkpoint.ts'
import { NoteError } from '../../../core/proof/log/note.ts'
import type { Contradiction, Side, Why } from './records.ts'

/** How much a contradiction says: what only ends earlier may be an old backup; two things in one place, both signed, convict by themselves. */
const STRENGTH = { unsigned: 0, smaller: 0, inconsistent: 1, same_size: 2, shorter: 0, another_event: 1 } satisfies Record<Why, number>

/** Whether a contradiction says more than another of the same key. Of one that an earlier version of this page kept, the least is believed. */
export function isStronger(now: Pick<Contradiction, 'why'>, before: Pick<Contradiction, 'why'>): boolean {
  return strength(now) > strength(before)
}

/**
 * Whether a contradiction that is known already has something new in it. What is shown goes on while it contradicts what is remembered: a log
 * that was cut grows again, and is another one from the remembered size on; so does a history. That is not another contradiction, but better
 * evidence of it. A weaker one never takes a stronger one's place.
 */
export function isNews(before: Contradiction, now: Contradiction): boolean {
  if (strength(before) !== strength(now)) return isStronger(now, before)
  switch (now.kind) {
    case 'head':
      // Once another event stands in the place of the one remembered, nothing can be said more clearly.
      return now.why === 'shorter' && versionOf(before.shown) !== versionOf(now.shown)
    case 'checkpoint':
      return sizeOf(now.shown) > sizeOf(before.shown)
    case 'trust':
    case 'proof':
      return false
  }
}

/** Whether two states of a contradiction are the same one, so that what is shown beside the one belongs to the other as well. */
export function isSame(one: Contradiction, other: Contradiction): boolean {
  const isCheckpoint = one.kind === 'checkpoint'
  return (
    one.why === other.why &&
    (isCheckpoint ? one.shown.checkpoint === other.shown.checkpoint : one.shown.head?.hash === other.shown.head?.hash)
  )
}

/** A side with what is shown of it now; evidence that could not be had now stays as it was had before. */
export function renewed(before: Side, now: Side): Side {
  const { bundle, begins } = now.bundle === null ? before : now
  return { ...now, trust: now.trust ?? before.trust, checkpoint: now.checkpoint ?? before.checkpoint, bundle, begins }
}

function strength({ why }: Pick<Contradiction, 'why'>): number {
  return why === null ? 0 : STRENGTH[why]
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
