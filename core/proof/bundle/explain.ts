import type { AnchorBlock } from './headers.ts'
import type { NetworkName } from './trust.ts'
import type { CheckName, ProvenRange, Verdict } from './verdict.ts'

/** Words for people about checks and verdicts. */

/** A check as a step on a page: what it is called, and what it shows once it was passed. */
export type CheckWords = { readonly title: string; readonly proves: string }

export const CHECK_WORDS: Readonly<Record<CheckName, CheckWords>> = {
  format: { title: 'The bundle can be read', proves: 'It is a proof bundle of a known format, and whole.' },
  trust: { title: 'It fits your trust file', proves: 'It is from the log that you trust, and its anchors begin where you expect.' },
  chain: {
    title: 'The events form a chain',
    proves: 'No event was edited, left out, put in between or moved: each names the hash of the one before.',
  },
  content: {
    title: 'Texts are the ones recorded',
    proves: 'Every text that is there is what its event committed to; every one that is not was erased openly.',
  },
  headInMap: {
    title: 'The history is in the map',
    proves: 'A version of this history has a place in a map of the newest versions of everything.',
  },
  mapRootInEpoch: { title: 'The map is in the epoch', proves: 'That map is the one that the log recorded in this epoch.' },
  epochInCheckpoint: { title: 'The epoch is in the log', proves: 'The log at this checkpoint contains the epoch.' },
  checkpointSignature: { title: 'The log signed it', proves: 'The checkpoint is signed by the key in your trust file.' },
  sealChain: {
    title: 'The anchors form one line',
    proves: 'Each anchor spends the seal of the one before, beginning with the one in your trust file, so that there can be only one line.',
  },
  checkpointInAnchor: {
    title: 'The anchor holds the checkpoint',
    proves: 'The last of these transactions holds exactly this signed checkpoint.',
  },
  merklePath: { title: 'The anchor is in a block', proves: 'The Merkle path leads from the anchor to the header of a block.' },
  proofOfWork: {
    title: 'The block has its work',
    proves: 'The headers have the proof of work that they claim and that the network demands at least.',
  },
  headerKnown: {
    title: 'You know the block',
    proves: 'What you know of the network’s blocks does not contradict this one, and names it where you brought a list.',
  },
}

/** What is proven of a range of versions, in one sentence. */
export function rangeSentence(range: ProvenRange): string {
  const versions = range.from === range.to ? `Version ${range.from} is` : `Versions ${range.from} to ${range.to} are`
  switch (range.proven) {
    case 'anchored':
      return `${versions} anchored in block ${range.block} at height ${range.height}${range.heightKnown ? '' : ' (as claimed)'}: not changed since ${range.notAfter.time}.`
    case 'signed':
      return range.anchor === null
        ? `${versions} part of a checkpoint that the log signed, and not in an anchor yet.`
        : `${versions} part of a signed checkpoint whose anchor is in no block that is known here.`
    case 'chained':
      return `${versions} attached to the versions before by hashes alone: anyone could have appended them.`
  }
}

/** A verdict in one sentence. */
export function verdictSentence({ failed, ranges, header }: Verdict): string {
  if (failed !== null) return `Invalid: ${failed.message}`
  const [first] = ranges
  if (first?.proven !== 'anchored') return 'Valid, and signed by the log; no block says when.'
  return header === 'known'
    ? 'Valid, and anchored in a block that you know.'
    : 'Valid, and anchored in a block that only its own work speaks for.'
}

/** What has to stand wherever something rests on the development network. */
export const DEV_IS_NO_EVIDENCE =
  'The blocks of the development network can be made by anybody in a moment: this shows how it works, and is no evidence.'

/** What a valid bundle leaves open, in sentences. `network` is that of the trust file. Specification, sections 7 and 9.13. */
export function cannotTell(
  ranges: readonly ProvenRange[],
  block: Pick<AnchorBlock, 'state' | 'heightKnown'> | null,
  network: NetworkName,
): string[] {
  const sentences = [
    'Whether this is the latest state: newer events may exist that the bundle does not show.',
    'Whether another epoch holds another history of the same thing: heads remembered from before, or a second bundle, would show it.',
    'Whether what the events say is true: only that it was recorded so, and not changed since.',
    'Who stands behind the id of a user.',
  ]
  if (block === null) sentences.push('When it was recorded: no block vouches for a time.')
  else {
    sentences.push('The exact time: a miner can set the time of a block up to two hours ahead.')
    if (block.state === 'work-only')
      sentences.push(
        'Whether the block is part of the network’s chain: its header is in no list that you brought, and work alone is no evidence against somebody with mining hardware.',
      )
    if (!block.heightKnown) sentences.push('Whether the block’s height is the one claimed: a header does not contain it.')
  }
  if (network === 'dev') sentences.push(DEV_IS_NO_EVIDENCE)
  if (ranges.some(({ proven }) => proven === 'chained')) sentences.push('Who appended the versions that are in no signed checkpoint.')
  return sentences
}
