import { assign, emit, type SnapshotFrom, setup } from 'xstate'
import { type Decision, emittedBy, refuse } from '../aggregate/decide.ts'
import { type Refusal, refusal } from '../protocol/errors.ts'
import type { AnchorCommand } from './commands.ts'
import { draftOf } from './drafts.ts'
import type { AnchorDraft, AnchorEvent } from './events.ts'
import type { AnchorState } from './row.ts'
import { type Anchor, evolveAnchor, noAnchor, preparedAs } from './state.ts'

/** Raised when the machine's context or states change shape: an older snapshot is then rebuilt from the chain. */
export const ANCHOR_MACHINE_VERSION = 1

const unlessSystem = { guard: 'notSystem', actions: refuse('not_allowed', 'Only Sealdesk itself writes the line of anchors.') } as const
const unlessPrepared = [
  unlessSystem,
  { guard: 'notPrepared', actions: refuse('not_found', 'No transaction with this id was prepared for this anchor.') },
] as const
const unlessNew = [
  unlessSystem,
  { guard: 'otherSeal', actions: refuse('not_in_this_state', 'This anchor spends another seal, or stands at another place in the line.') },
  { guard: 'preparedBefore', actions: refuse('nothing_to_change', 'This transaction is prepared already.') },
] as const
const isSo = refuse('nothing_to_change')

/**
 * The anchor's rulebook; how it is built is told at the ticket's machine. A seal can be spent once, and nothing is sent that was not
 * prepared here first: while one transaction may still come through, no other is prepared. What the network then shows is taken as it is,
 * also where it is an older transaction than the newest. Senders may have been stopped at any point, and repeat what they don't know to be
 * recorded.
 */
export const anchorMachine = setup({
  types: {} as { context: Anchor; events: AnchorCommand | AnchorEvent; emitted: Decision<AnchorDraft> },
  guards: {
    notSystem: ({ event }) => 'by' in event && event.by.type !== 'system',
    notPrepared: ({ context, event }) => 'by' in event && preparedAs(context, event.payload.txid) === undefined,
    preparedBefore: ({ context, event }) => 'by' in event && preparedAs(context, event.payload.txid) !== undefined,
    otherSeal: ({ context, event }) =>
      event.type === 'prepare_transaction' && (event.payload.seal !== context.seal || event.payload.sequence !== context.sequence),
    counts: ({ context, event }) => 'by' in event && event.payload.txid === context.txid,
    doesNotCount: ({ context, event }) => 'by' in event && event.payload.txid !== context.txid,
    heldByBlock: ({ context, event }) => 'by' in event && isHeld(context, event),
    notHeldByBlock: ({ context, event }) => 'by' in event && !isHeld(context, event),
  },
  actions: {
    apply: assign(({ context, event }) => ('version' in event ? evolveAnchor(context, event) : context)),
    accept: emit(({ context, event }): Decision<AnchorDraft> => {
      if ('version' in event) throw new Error(`${event.type} is recorded already and can’t be accepted again`)
      return { type: 'accepted', draft: draftOf(context, event) }
    }),
    refuse: emit((_, why: Refusal): Decision<AnchorDraft> => ({ type: 'refused', refusal: why })),
  },
}).createMachine({
  id: 'anchor',
  context: noAnchor,
  initial: 'absent',
  on: {
    transaction_prepared: { target: '.unmined.prepared', actions: 'apply' },
    transaction_published: { target: '.unmined.published', actions: 'apply' },
    transaction_mined: { target: '.inBlock.mined', actions: 'apply' },
    transaction_final: { target: '.inBlock.final', actions: 'apply' },
    transaction_reorganised: { target: '.unmined.published', actions: 'apply' },
    transaction_rejected: { target: '.unmined.rejected', actions: 'apply' },
  },
  states: {
    absent: {
      on: { prepare_transaction: [unlessSystem, { actions: 'accept' }] },
    },
    unmined: {
      initial: 'prepared',
      on: {
        prepare_transaction: [
          ...unlessNew,
          { actions: refuse('not_in_this_state', 'Another transaction may still spend this seal. Only that one may be sent.') },
        ],
        mark_published: [...unlessPrepared, { actions: 'accept' }],
        mark_mined: [...unlessPrepared, { actions: 'accept' }],
        mark_final: [...unlessPrepared, { actions: refuse('not_in_this_state', 'The transaction is in no block.') }],
        mark_reorganised: [...unlessPrepared, { actions: isSo }],
        // A refusal of one that was given up before says nothing about the one that counts.
        mark_rejected: [...unlessPrepared, { guard: 'doesNotCount', actions: isSo }, { actions: 'accept' }],
      },
      states: {
        prepared: {},
        published: {
          on: { mark_published: [...unlessPrepared, { guard: 'counts', actions: isSo }, { actions: 'accept' }] },
        },
        rejected: {
          on: {
            prepare_transaction: [...unlessNew, { actions: 'accept' }],
            mark_rejected: [...unlessPrepared, { actions: isSo }],
          },
        },
      },
    },
    inBlock: {
      initial: 'mined',
      on: {
        prepare_transaction: [...unlessNew, { actions: refuse('not_in_this_state', 'The seal is spent by a transaction in a block.') }],
        mark_published: [
          ...unlessPrepared,
          { guard: 'counts', actions: isSo },
          { actions: refuse('not_in_this_state', 'Another transaction that spends this seal is in a block.') },
        ],
        mark_mined: [
          ...unlessPrepared,
          { guard: 'heldByBlock', actions: isSo },
          { actions: refuse('not_in_this_state', 'It is in another block. Record first that this one is gone.') },
        ],
        mark_reorganised: [...unlessPrepared, { guard: 'notHeldByBlock', actions: isSo }, { actions: 'accept' }],
        mark_rejected: [
          ...unlessPrepared,
          { guard: 'doesNotCount', actions: isSo },
          { actions: refuse('not_in_this_state', 'The transaction is in a block. Record first that the block is gone.') },
        ],
      },
      states: {
        mined: {
          on: {
            mark_final: [
              ...unlessPrepared,
              { guard: 'notHeldByBlock', actions: refuse('not_in_this_state', 'It is in another block.') },
              { actions: 'accept' },
            ],
          },
        },
        final: {
          on: {
            mark_final: [
              ...unlessPrepared,
              { guard: 'notHeldByBlock', actions: refuse('not_in_this_state', 'It is in another block.') },
              { actions: isSo },
            ],
          },
        },
      },
    },
  },
})

/** Whether the transaction of a command is in the block that the command names. */
function isHeld({ txid, holding }: Anchor, { payload }: AnchorCommand): boolean {
  return 'block' in payload && txid === payload.txid && holding?.block === payload.block && holding.height === payload.height
}

export type AnchorSnapshot = SnapshotFrom<typeof anchorMachine>

export function anchorStateOf(snapshot: AnchorSnapshot): AnchorState | 'absent' {
  if (snapshot.matches({ unmined: 'prepared' })) return 'prepared'
  if (snapshot.matches({ unmined: 'published' })) return 'published'
  if (snapshot.matches({ unmined: 'rejected' })) return 'rejected'
  if (snapshot.matches({ inBlock: 'mined' })) return 'mined'
  return snapshot.matches({ inBlock: 'final' }) ? 'final' : 'absent'
}

/** Whether the anchor takes the command now, and as what; or why not. */
export function decideAnchor(snapshot: AnchorSnapshot, command: AnchorCommand): Decision<AnchorDraft> {
  return (
    emittedBy(anchorMachine, snapshot, command) ?? {
      type: 'refused',
      refusal: refusal('not_found', 'No transaction was prepared for this anchor.'),
    }
  )
}
