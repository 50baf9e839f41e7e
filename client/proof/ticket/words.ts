import { DEV_IS_NO_EVIDENCE } from '../../../core/proof/bundle/explain.ts'

/** The sentences about the proof on a ticket's page, ready to be translated. */
export const words = {
  checking: 'checking the proof…',
  off: 'not anchored: this server doesn’t anchor',
  unfunded: 'not anchored: the line of anchors hasn’t begun',
  waiting: 'in no signed checkpoint yet',
  signed: (version: number) => `signed by the log to ${version}, not in a block yet`,
  anchored: (version: number) => `anchored to ${version}`,
  notBefore: 'not before',
  notAfter: 'not after',
  dev: DEV_IS_NO_EVIDENCE,
  notBeforeHint: 'The history names a block: whoever began it knew that block, which was made at this time.',
  notAfterHint: (height: number, block: string) => `Time of block ${block} at height ${height}, which holds the anchor.`,
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
