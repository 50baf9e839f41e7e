import { type Checkpoint, openCheckpoint } from '../../../core/proof/log/checkpoint.ts'
import { NoteError } from '../../../core/proof/log/note.ts'
import { verifyConsistency } from '../../../core/proof/log/tree.ts'

/** Why a checkpoint can't be from the log that is remembered. */
export type CheckpointConflict = 'unsigned' | 'smaller' | 'same_size' | 'inconsistent'

/**
 * `newer`: the log has grown, and still begins with what is remembered. `older`: it is part of what is remembered. `unproven`: the server gave
 * no proof for now, which says nothing.
 */
export type CheckpointJudgement =
  | { readonly kind: 'same' | 'newer' | 'older' | 'unproven' }
  | { readonly kind: 'conflict'; readonly why: CheckpointConflict }

/** What the server answers when it is asked to prove that one size of its log is the beginning of another; `refused`: it says it can't. */
export type ConsistencyAnswer = { readonly kind: 'path'; readonly path: readonly string[] } | { readonly kind: 'refused' | 'away' }

export type CheckpointQuestion = {
  /** The signed note that this browser has kept; null for none. */
  readonly remembered: string | null
  /** The signed note that the server shows. */
  readonly shown: string
  /** The remembered verifier key. */
  readonly logKey: string
  /** Whether what is shown is to be the newest: a smaller one is then a log that was cut. */
  readonly isNewest: boolean
}

/** Compares a checkpoint that a server shows with the one that is remembered. Pure but for the server's proof. */
export async function judgeCheckpoint(
  { remembered, shown, logKey, isNewest }: CheckpointQuestion,
  consistency: (first: number, second: number) => Promise<ConsistencyAnswer>,
): Promise<CheckpointJudgement> {
  const now = open(shown, logKey)
  if (now === null) return { kind: 'conflict', why: 'unsigned' }
  const before = remembered === null ? null : open(remembered, logKey)
  if (before === null) return { kind: 'newer' }
  if (now.size < before.size && isNewest) return { kind: 'conflict', why: 'smaller' }
  if (now.size === before.size) return now.root === before.root ? { kind: 'same' } : { kind: 'conflict', why: 'same_size' }
  const [first, second] = now.size < before.size ? [now, before] : [before, now]
  const answer = await consistency(first.size, second.size)
  if (answer.kind === 'away') return { kind: 'unproven' }
  const isConsistent = answer.kind === 'path' && verifyConsistency(first.size, second.size, first.root, second.root, answer.path)
  if (!isConsistent) return { kind: 'conflict', why: 'inconsistent' }
  return { kind: first === before ? 'newer' : 'older' }
}

function open(note: string, logKey: string): Checkpoint | null {
  try {
    return openCheckpoint(note, logKey)
  } catch (error) {
    if (error instanceof NoteError) return null
    throw error
  }
}
