import { BytesError, bytesOfHex } from '../../../core/proof/bitcoin/bytes.ts'
import { formatOutpoint } from '../../../core/proof/bitcoin/outpoint.ts'
import { parseTransaction } from '../../../core/proof/bitcoin/transaction.ts'
import { parseBundle } from '../../../core/proof/bundle/read-bundle.ts'
import { parseTlogProof } from '../../../core/proof/log/tlog-proof.ts'

export type BundleFacts = {
  /** Exact headers of its events, in order. */
  readonly headers: readonly string[]
  /** The signed checkpoint that it stands on. */
  readonly checkpoint: string
  /** The seal that its covering anchor spends; null without an anchor, or where that is given in another form than a server's. */
  readonly seal: string | null
}

/** What is of use of a bundle that was found valid. Its errors are those of a bundle that wasn't. */
export function bundleFacts(text: string): BundleFacts {
  const { events, tlogProof, seals } = parseBundle(text)
  const covering = seals.at(-1)
  return {
    headers: events.map(({ header }) => header),
    checkpoint: parseTlogProof(tlogProof).checkpoint,
    seal: covering === undefined ? null : spentSeal(covering),
  }
}

function spentSeal(transaction: string): string | null {
  try {
    const outpoint = parseTransaction(bytesOfHex(transaction)).inputs[0]?.outpoint
    return outpoint === undefined ? null : formatOutpoint(outpoint)
  } catch (error) {
    if (error instanceof BytesError) return null
    throw error
  }
}
