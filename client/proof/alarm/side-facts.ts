import { parseCheckpoint } from '../../../core/proof/log/checkpoint.ts'
import { NoteError } from '../../../core/proof/log/note.ts'
import type { Alarm, Side } from '../memory/records.ts'
import { words } from './words.ts'

/** What one side of an alarm says in a line: in words, and the value by which it can be compared. */
export type SideFact = { readonly text: string; readonly value: string | null }

/** What the two sides differ in, one line a part. */
export function sideFacts({ kind, remembered, shown }: Alarm, side: 'remembered' | 'shown'): readonly SideFact[] {
  const of = { remembered, shown }[side]
  switch (kind) {
    case 'trust':
      return trustFacts(remembered, shown, of)
    case 'checkpoint':
      return [checkpointFact(of.checkpoint)]
    case 'head':
    case 'proof': {
      const { head } = of
      return [head === null ? { text: words.nothing, value: null } : { text: words.head(head.version), value: head.hash }]
    }
  }
}

function trustFacts({ trust: before }: Side, { trust: now }: Side, { trust }: Side): readonly SideFact[] {
  if (trust === null) return [{ text: words.nothing, value: null }]
  const parts = ['origin', 'logKey', 'genesisSeal', 'network'] as const
  return parts.filter(part => before?.[part] !== now?.[part]).map(part => ({ text: words.trust[part], value: trust[part] }))
}

function checkpointFact(checkpoint: string | null): SideFact {
  if (checkpoint === null) return { text: words.nothing, value: null }
  try {
    const { size, root } = parseCheckpoint(checkpoint)
    return { text: words.log(size), value: root }
  } catch (error) {
    if (error instanceof NoteError) return { text: words.unreadable, value: null }
    throw error
  }
}
