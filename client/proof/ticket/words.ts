import { DEV_IS_NO_EVIDENCE } from '../../../core/proof/bundle/explain.ts'
import { MOST_HEADERS } from './block-time.ts'

/** The sentences about the proof on a ticket's page, ready to be translated. */
export const words = {
  checking: 'checking the proof…',
  off: 'not anchored: this server doesn’t anchor',
  unfunded: 'not anchored: the line of anchors hasn’t begun',
  waiting: 'in no signed checkpoint yet',
  signed: (version: number) => `signed by the log to ${version}, not in a block yet`,
  anchored: (version: number) => `anchored to ${version}`,
  inDoubt: (version: number) => `signed by the log to ${version}, its block is being checked again`,
  inDoubtMeans:
    'What follows was true when it was checked. By now the server no longer has this anchor in that block: the network may have taken the block back. The proof is asked for again.',
  notBefore: 'not before',
  notAfter: 'not after',
  terms: { notBefore: 'Not before', notAfter: 'Not after', ownBound: (version: number) => `Version ${version} not before` },
  dev: DEV_IS_NO_EVIDENCE,
  notBeforeHint: (time: string, block: string) =>
    `${time}, the time of block ${block}. The history’s first event names that block: nothing here was written earlier.`,
  notAfterHint: (time: string, block: string, height: number) =>
    `${time}, the time of block ${block} at height ${height}, which holds the anchor: nothing here was written or changed later.`,
  means: {
    notBefore:
      'The history’s first event names a block by its hash, so whoever wrote it knew that block. Nothing here was written before that time. The block’s header comes from this server. This browser has followed the headers from it to the block that holds the anchor: each names the one before by its hash and has its work. So this time is worth as much as the other.',
    ownBound: (version: number, time: string, block: string) =>
      `${time}, the time of block ${block}. It is the newest block that an event up to version ${version} names: that version wasn’t written earlier.`,
    noNotBefore: 'No time is known: the history’s first event names no block.',
    unknownNotBefore: (block: string) =>
      `The history’s first event names block ${block}. Its time isn’t known: this browser couldn’t follow the server’s headers from it to the block that holds the anchor. It follows ${MOST_HEADERS} at most, about two weeks.`,
    notAfter:
      'The anchor holds what the log had signed by then, and this block holds the anchor. Nothing here was written or changed after that time.',
    exactness: 'Both are times of blocks; a miner can set them up to two hours ahead.',
  },
  failed: 'the proof couldn’t be checked',
  notFetched: (text: string) => `The proof couldn’t be fetched. ${text}`,
  invalid: 'the proof fails its check',
  tryAgain: 'Try again',
  details: 'Proof',
  title: 'Proof of this history',
  checkedHere: 'Fetched from the server and checked here, in this browser.',
  trust: (since: string) =>
    `Checked against the trust file that the server gave this browser at its first visit, ${since}. One that you have from elsewhere is worth more.`,
  laterSeal: 'The line of anchors was checked from a seal on that this browser had checked before. The download holds all of it.',
  download: 'Download the proof',
  downloading: 'Fetching the proof…',
  trustFile: 'Trust file',
  verify: 'Check it yourself on the Verify page',
  fileName: (number: number) => `ticket-${number}.proof.json`,
  trustName: 'sealdesk.trust.json',
} as const
