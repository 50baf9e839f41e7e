import type { AnchorEvent, Rejection } from '../../core/anchor/events.ts'
import { actorPart, type Part, type Sentence, say } from './words.ts'

/** What happened to an anchor, in words. Total: every event has its sentence. */
export function anchorSentence(event: AnchorEvent): Sentence {
  const transaction: Part = { kind: 'transaction', txid: event.facts.txid }
  switch (event.type) {
    case 'transaction_prepared': {
      const { sequence, size } = event.facts
      const epochs = size === 1 ? 'the first epoch' : `all ${size} epochs`
      return say`${actorPart(event.actor)} prepared anchor ${String(sequence)}: transaction ${transaction} seals ${epochs} of the log`
    }
    case 'transaction_published':
      return say`The network has seen the anchor’s transaction ${transaction}`
    case 'transaction_mined':
      return say`The anchor’s transaction ${transaction} is in block ${String(event.facts.height)}`
    case 'transaction_final':
      return say`The anchor’s transaction ${transaction} is final, in block ${String(event.facts.height)}`
    case 'transaction_reorganised':
      return say`Block ${String(event.facts.height)} is no longer on the network’s chain: the anchor’s transaction ${transaction} waits for another`
    case 'transaction_rejected': {
      const detail: Sentence = event.content === null ? [] : say` (${{ kind: 'quote', text: event.content.detail }})`
      return [...say`The network refused the anchor’s transaction ${transaction}: ${REASONS[event.facts.reason]}`, ...detail]
    }
  }
}

const REASONS: Readonly<Record<Rejection, string>> = {
  fee_too_low: 'it pays too little',
  conflict: 'another transaction spends the same',
  malformed: 'it is not formed as it should be',
  refused: 'it gave no reason that is known here',
}
