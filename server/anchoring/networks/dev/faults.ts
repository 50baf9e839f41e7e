import type { Rejection } from '../../../../core/anchor/events.ts'

/** What can be made to go wrong, so that it can be seen what becomes of it. */
export type Faults = {
  /** Transactions are refused for this reason. */
  refusal: Rejection | null
  /** Connections are cut without an answer. */
  isSilent: boolean
  /** Transactions are taken in, and never seen on the network. */
  isHolding: boolean
  /** Merkle paths lead elsewhere. */
  isPathWrong: boolean
}

export function noFaults(): Faults {
  return { refusal: null, isSilent: false, isHolding: false, isPathWrong: false }
}
