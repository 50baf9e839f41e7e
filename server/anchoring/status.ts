import { countingTransaction } from '../../core/anchor/state.ts'
import { headerTime, parseBlockHeader } from '../../core/proof/bitcoin/header.ts'
import { parseEpoch } from '../../core/proof/log/epoch-record.ts'
import type { AnchoringStatus, Trouble } from '../../core/protocol/anchoring.ts'
import type { Epoch, KeptHeader } from '../store/proofs.ts'
import { anchorFee } from './anchor-transaction.ts'
import type { Genesis } from './genesis.ts'
import type { Line } from './line.ts'

/** What an operator has decided, and what doesn't change while a server runs. */
export type FixedStatus = Pick<AnchoringStatus, 'network' | 'anchorSeconds' | 'epochSeconds' | 'logKey' | 'address' | 'explorer'>

export type StatusSources = {
  readonly fixed: FixedStatus
  readonly genesis: Genesis | null
  readonly line: Line | null
  readonly feeRate: number | null
  readonly epoch: Epoch | null
  readonly tip: KeptHeader | null
  readonly troubles: readonly Trouble[]
}

/** How anchoring stands, for everybody to see. */
export function statusOf({ fixed, genesis, line, feeRate, epoch, tip, troubles }: StatusSources): AnchoringStatus {
  const newest = line?.anchors.at(-1)?.anchor
  const anchored = newest === undefined ? 0 : (countingTransaction(newest)?.size ?? 0)
  return {
    ...fixed,
    genesisSeal: genesis?.seal ?? null,
    epoch: epoch === null ? null : epochStatus(epoch),
    tip: tip === null ? null : { height: tip.height, hash: tip.hash, time: headerTime(parseBlockHeader(tip.header)) },
    funds: fundsOf(line, epoch, feeRate),
    due: epoch !== null && line !== null && epoch.index + 1 > anchored,
    troubles: [...troubles],
  }
}

function epochStatus({ index, mapRoot, aggregates, versions, record }: Epoch): AnchoringStatus['epoch'] {
  return { size: index + 1, time: parseEpoch(record).time, mapRoot, aggregates, versions }
}

/** What the seal at the end of the line holds. One satoshi stays. */
function fundsOf(line: Line | null, epoch: Epoch | null, feeRate: number | null): AnchoringStatus['funds'] {
  if (line === null || epoch === null || feeRate === null) return null
  const { satoshis } = line.end.seal
  return { satoshis, anchors: Math.max(0, Math.floor((satoshis - 1) / anchorFee(epoch.checkpoint, 1, feeRate))) }
}
