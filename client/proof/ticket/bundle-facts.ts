import { BytesError, bytesOfHex } from '../../../core/proof/bitcoin/bytes.ts'
import { formatOutpoint } from '../../../core/proof/bitcoin/outpoint.ts'
import { parseTransaction } from '../../../core/proof/bitcoin/transaction.ts'
import { parseBundle } from '../../../core/proof/bundle/read-bundle.ts'
import { parseTlogProof } from '../../../core/proof/log/tlog-proof.ts'
import { spread } from '../memory/known-seals.ts'
import type { SpentSeal } from '../memory/seen-things.ts'

export type BundleFacts = {
  /** Exact headers of its events, in order. */
  readonly headers: readonly string[]
  /** The signed checkpoint that it stands on. */
  readonly checkpoint: string
  /** Some of the seals that its anchors spend, the last one among them; of those that are given in the form that a server gives. */
  readonly seals: readonly SpentSeal[]
}

/** What is of use of a bundle that was found valid. Its errors are those of a bundle that wasn't. */
export function bundleFacts(text: string): BundleFacts {
  const { events, tlogProof, seals } = parseBundle(text)
  return {
    headers: events.map(({ header }) => header),
    checkpoint: parseTlogProof(tlogProof).checkpoint,
    seals: spread(seals.length).flatMap(distance => {
      const seal = spentSeal(seals[distance] ?? '')
      return seal === null ? [] : [{ seal, distance }]
    }),
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
