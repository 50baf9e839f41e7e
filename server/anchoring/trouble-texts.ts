import type { Anchor } from '../../core/anchor/state.ts'
import type { OutOfFunds } from './anchor-transaction.ts'
import { LEAST_GENESIS_SATOSHIS } from './genesis.ts'
import type { OtherNetwork } from './own-network.ts'
import type { FoundTrouble } from './troubles.ts'

/** What each trouble says, and what happens or is to be done. Times are in milliseconds since 1970. docs/anchoring.md tells more. */
export const troubles = {
  networkUnavailable: (why: string, retryAt: number): FoundTrouble => ({
    code: 'network_unavailable',
    anchor: null,
    text: why,
    next: 'Nothing is lost. It is asked again by itself; where this lasts, look at the addresses, the keys and the network connection.',
    retryAt,
  }),

  otherNetwork: ({ text, next }: OtherNetwork, retryAt: number): FoundTrouble => ({
    code: 'other_network',
    anchor: null,
    text,
    next,
    retryAt,
  }),

  noGenesisSeal: (address: string, retryAt: number): FoundTrouble => ({
    code: 'no_genesis_seal',
    anchor: null,
    text: `There is no unspent, confirmed output of at least ${LEAST_GENESIS_SATOSHIS} satoshis at ${address} to begin the line of anchors with.`,
    next: `Send some money to ${address}. As soon as that is in a block, the line begins with it.`,
    retryAt,
  }),

  outOfFunds: ({ needed, available }: OutOfFunds, address: string, retryAt: number): FoundTrouble => ({
    code: 'out_of_funds',
    anchor: null,
    text: `The next anchor needs ${needed} satoshis, and the seal and the largest other output at ${address} hold ${available}.`,
    next: `Send money to ${address}, in one output. As soon as that is in a block, the next anchor takes it in.`,
    retryAt,
  }),

  foreignKey: (address: string): FoundTrouble => ({
    code: 'rejected',
    anchor: null,
    text: `The seal at the end of the line belongs to another key than that of ${address}: it can’t be spent.`,
    next: 'Give the key that the line was begun with (ANCHOR_KEY), and start again.',
    retryAt: null,
  }),

  rejected: (id: string, { rejection }: Pick<Anchor, 'rejection'>, next: string, retryAt: number): FoundTrouble => ({
    code: 'rejected',
    anchor: id,
    text: `The network refuses the transaction: ${REASONS[rejection?.reason ?? 'refused']}${rejection?.detail ? ` (${rejection.detail})` : ''}.`,
    next,
    retryAt,
  }),

  sealSpentElsewhere: (anchor: string | null, seal: string, spender: string, retryAt: number): FoundTrouble => ({
    code: 'seal_spent_elsewhere',
    anchor,
    text: `The seal ${seal} was spent by the transaction ${spender}, which this store doesn’t know. The line of anchors has stopped.`,
    next: 'An older backup was restored, or the key is used elsewhere. Bring the newer store back; else begin a new log with a new key.',
    retryAt,
  }),

  wrongProof: (id: string, why: string, retryAt: number): FoundTrouble => ({
    code: 'wrong_proof',
    anchor: id,
    text: `The network says that the transaction is in a block, but ${why}.`,
    next: 'It isn’t believed, and is asked again by itself.',
    retryAt,
  }),

  reorganised: (id: string, retryAt: number): FoundTrouble => ({
    code: 'reorganised',
    anchor: id,
    text: 'The block that held the transaction is no longer on the network’s chain.',
    next: 'The transaction waits for another block. Its Merkle path is replaced then; older proofs of this anchor don’t hold any more.',
    retryAt,
  }),

  noAnswer: (id: string, detail: string, retryAt: number): FoundTrouble => ({
    code: 'no_answer',
    anchor: id,
    text: `The transaction was sent, and has been neither seen on the network nor refused for a long time (${detail}).`,
    next: 'The same bytes are sent again by themselves.',
    retryAt,
  }),
  failed: (retryAt: number): FoundTrouble => ({
    code: 'failed',
    anchor: null,
    text: 'A step of anchoring failed in a way that wasn’t foreseen. Nothing that is recorded is lost.',
    next: 'It is tried again by itself; the server’s log says more.',
    retryAt,
  }),
} as const

const REASONS = {
  fee_too_low: 'its fee is too low',
  conflict: 'another transaction spends the same output',
  malformed: 'it says it isn’t formed as it should be',
  refused: 'it gives no reason that is known',
} as const
