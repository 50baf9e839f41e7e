import type { Rejection } from '../../core/anchor/events.ts'
import type { AnchorRow, AnchorState } from '../../core/anchor/row.ts'
import type { AnchoringStatus, TroubleCode } from '../../core/protocol/anchoring.ts'
import { words as appWords } from '../words.ts'

const count = (n: number, one: string, many: string) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`

/** Every sentence of the Anchors page, ready to be translated. */
export const words = {
  title: 'Anchors',
  intro:
    'An anchor is a transaction on a public blockchain that carries the log’s newest checkpoint. From then on nobody can show another past: each anchor spends the seal of the one before it, so that there is only one line.',
  failed: 'The anchors can’t be shown',
  now: appWords.anchorNow,
  noneNew: 'Nothing has changed since the newest anchor, so nothing new was anchored.',
  nothingYet: 'Nothing has been recorded yet that could be anchored.',
  /** Of an anchor that was asked for, until it is in a block. */
  onItsWay: {
    prepared: (sequence: number) => `Anchor ${sequence} was made; its transaction is on its way.`,
    published: (sequence: number) => `The network has anchor ${sequence}; it waits for a block.`,
    rejected: (sequence: number) => `The network refused the transaction of anchor ${sequence}.`,
  },
  inBlock: (sequence: number) => `Anchor ${sequence} was made, and is in a block.`,
  /** Of a trouble that the page tells all about further down. */
  refusedFor: (trouble: string) => `No anchor was made: see “${trouble}” below.`,
  guest: 'Sign in as an administrator to make an anchor.',
  member: 'Only an administrator can make an anchor.',
  off: 'This server doesn’t anchor (ANCHOR_NETWORK=none).',
  unfunded: 'The line of anchors hasn’t begun: its address has to be funded first.',
  status: 'How anchoring stands',
  troubles: 'Troubles',
  since: 'since',
  retry: (when: string) => `Next try ${when}.`,
  ofAnchor: 'Anchor',
  /** What each trouble is called. */
  trouble: {
    network_unavailable: 'The network can’t be reached',
    other_network: 'This is another development network',
    no_genesis_seal: 'The line hasn’t begun',
    out_of_funds: 'Out of funds',
    rejected: 'Refused by the network',
    seal_spent_elsewhere: 'The seal was spent elsewhere',
    wrong_proof: 'The network’s proof is wrong',
    reorganised: 'A block is gone',
    no_answer: 'No answer',
    failed: 'Anchoring failed unexpectedly',
  } satisfies Record<TroubleCode, string>,
  facts: {
    network: 'Network',
    next: 'Next anchor',
    epoch: 'Newest epoch',
    tip: 'Newest block',
    funds: 'Funds',
    address: 'Address to fund',
    genesis: 'Genesis seal',
    key: 'Log’s public key',
    unknown: 'not known yet',
    none: 'none yet',
  },
  network: {
    dev: 'Development network, of this desk alone: worth nothing as evidence',
    test: 'BSV test network',
    main: 'BSV main network',
    none: 'None',
  } satisfies Record<AnchoringStatus['network'], string>,
  epoch: (size: number) => `${size.toLocaleString('en')}`,
  covers: (aggregates: number, versions: number) =>
    `${count(aggregates, 'history', 'histories')} with ${count(versions, 'event', 'events')}`,
  block: (height: number) => `Height ${height.toLocaleString('en')}`,
  funds: (satoshis: number, anchors: number) =>
    `${count(satoshis, 'satoshi', 'satoshis')}, enough for about ${count(anchors, 'anchor', 'anchors')}`,
  next: {
    off: 'None: this server doesn’t anchor.',
    waits_for_funds: 'When the address has been funded.',
    nothing_due: 'With the next change: everything so far is anchored.',
    on_demand: 'When an administrator asks for it. Changes wait for it.',
    at: (time: string) => `At ${time}. Changes wait for it.`,
    now: 'Due now. Changes wait for it.',
  },
  every: (seconds: number) => (seconds === 0 ? '' : `At most one every ${duration(seconds)}.`),
  files: 'To keep for yourself',
  trustFile: 'Trust file',
  checkpoint: 'Newest checkpoint',
  line: 'The line of seals',
  lineText: (anchors: number) =>
    anchors === 0
      ? 'The line begins with the genesis seal. No anchor has spent it yet.'
      : `From the genesis seal through ${count(anchors, 'anchor', 'anchors')} to the open seal that the next one spends.`,
  drawn: (first: number, last: number) => `Drawn are anchors ${first} to ${last}.`,
  genesis: 'Genesis',
  open: 'Open seal',
  earlier: (n: number) => `${n.toLocaleString('en')} earlier`,
  toAnchor: (anchor: AnchorRow) => `Anchor ${anchor.sequence}: ${words.state[anchor.state].name}`,
  state: {
    prepared: { name: 'Prepared', hint: 'Signed and recorded; the network hasn’t confirmed yet that it has seen it.' },
    published: { name: 'Seen', hint: 'The network has it; it waits for a block.' },
    mined: { name: 'In a block', hint: 'In a block; final when enough blocks stand on it.' },
    final: { name: 'Final', hint: 'In a block, deep under others.' },
    rejected: { name: 'Refused', hint: 'The network refused the transaction.' },
  } satisfies Record<AnchorState, { readonly name: string; readonly hint: string }>,
  reason: {
    fee_too_low: 'It pays too little.',
    conflict: 'Another transaction spends the same.',
    malformed: 'It is not formed as it should be.',
    refused: 'It gave no reason that is known here.',
  } satisfies Record<Rejection, string>,
  deep: (blocks: number) => (blocks === 1 ? 'the newest block' : `${blocks.toLocaleString('en')} blocks deep`),
  list: 'Anchors, newest first',
  anchor: (sequence: number) => `Anchor ${sequence}`,
  columns: { log: 'Log', root: 'Root', transaction: 'Transaction', block: 'Block', fee: 'Fee' },
  epochs: (n: number) => count(n, 'epoch', 'epochs'),
  satoshis: (n: number) => count(n, 'satoshi', 'satoshis'),
  attempts: (n: number) => `${n} transactions were tried`,
  noBlock: 'none yet',
  copy: {
    transaction: 'Copy the transaction’s id',
    root: 'Copy the root',
    address: 'Copy the address',
    key: 'Copy the key',
    seal: 'Copy the genesis seal',
  },
  explorer: 'Look it up in a block explorer',
  explorerShort: 'Explorer',
  history: 'Its events',
  more: 'Load older',
  empty: 'Nothing is anchored yet',
  emptyHint: 'Signed checkpoints are made all the same; the first anchor makes them public.',
  none: 'This server doesn’t anchor',
  noneHint:
    'Histories can still be checked link by link, but no public record says when they were written. An operator turns anchoring on with ANCHOR_NETWORK.',
} as const

function duration(seconds: number): string {
  if (seconds % 3600 === 0) return count(seconds / 3600, 'hour', 'hours')
  return seconds % 60 === 0 ? count(seconds / 60, 'minute', 'minutes') : count(seconds, 'second', 'seconds')
}
