import type { z } from 'zod'
import type { Sender } from '../../../core/aggregate/command.ts'
import type { AnchorCommand, AnchorCommandType, anchorPayloads } from '../../../core/anchor/commands.ts'

export const anchoring: Sender = { type: 'system', id: 'anchoring' }

type Payload<T extends AnchorCommandType> = z.infer<(typeof anchorPayloads)[T]>

/** A hash for tests: `hash('a')`. */
export const hash = (digit: string) => digit.repeat(64)

const SEAL = `${hash('0')}:1`

/** The n-th transaction (1–9) that is prepared for the seal, with bytes, size and root of its own. */
export function prepare(n: number, other: Partial<Payload<'prepare_transaction'>> = {}, by = anchoring): AnchorCommand {
  const facts = {
    sequence: 3,
    seal: SEAL,
    txid: txid(n),
    transaction: `0${n}`,
    size: 10 + n,
    root: hash('e'),
    fee: 30 + n,
    value: 9000 - n,
  }
  return { type: 'prepare_transaction', payload: { ...facts, ...other }, by }
}

export const txid = (n: number) => hash(String(n))

type Block = { readonly height: number; readonly block: string }
export const blockA: Block = { height: 100, block: hash('a') }
export const blockB: Block = { height: 101, block: hash('b') }

export function published(n: number, by = anchoring): AnchorCommand {
  return { type: 'mark_published', payload: { txid: txid(n) }, by }
}

export function mined(n: number, block = blockA, by = anchoring): AnchorCommand {
  return { type: 'mark_mined', payload: { txid: txid(n), ...block, header: '5a'.repeat(80), path: 'fe' }, by }
}

export function final(n: number, block = blockA, by = anchoring): AnchorCommand {
  return { type: 'mark_final', payload: { txid: txid(n), ...block }, by }
}

export function reorganised(n: number, block = blockA, by = anchoring): AnchorCommand {
  return { type: 'mark_reorganised', payload: { txid: txid(n), ...block }, by }
}

export function rejected(n: number, other: Partial<Payload<'mark_rejected'>> = {}, by = anchoring): AnchorCommand {
  return { type: 'mark_rejected', payload: { txid: txid(n), reason: 'fee_too_low', detail: 'min fee not met', ...other }, by }
}
