import type { TrustFile } from '../../core/proof/bundle/trust.ts'
import { existingLog } from '../anchoring/existing-log.ts'
import { readGenesis } from '../anchoring/genesis.ts'
import { UnusableStore } from '../store/errors.ts'
import type { StoreReads } from '../store/store-reads.ts'
import { differs, type Findings } from './finding.ts'

/** What a store is checked with. */
export type StoreTrust = {
  readonly origin: string
  /** The verifier key; null where no server has made one. */
  readonly logKey: string | null
  /** Null where there is no genesis seal. */
  readonly trust: TrustFile | null
}

/**
 * The trust file that is given, or else what the store says of itself. Where they differ, that is found, and the given one counts.
 * @throws UnusableStore where there is no log in the store
 */
export async function settleTrust(
  store: Pick<StoreReads, 'setting'>,
  file: string,
  given: TrustFile | null,
  findings: Findings,
): Promise<StoreTrust> {
  const log = await existingLog(store)
  if (log === null) throw new UnusableStore(`${file} holds no log: no server has been started on it yet.`)
  const { origin, verifierKey } = log
  const genesis = await readGenesis(store)
  if (given === null) {
    const isWhole = verifierKey !== null && genesis !== null
    const trust = isWhole ? { origin, logKey: verifierKey, genesisSeal: genesis.seal, network: genesis.network } : null
    return { origin, logKey: verifierKey, trust }
  }
  const compare = (what: string, expected: string, actual: string | null) => {
    if (expected !== actual)
      findings.add(differs('trust', file, `The store has another ${what} than the trust file.`, expected, actual ?? 'none'))
  }
  compare('name of its log', given.origin, origin)
  compare('log key', given.logKey, verifierKey)
  compare('genesis seal', given.genesisSeal, genesis?.seal ?? null)
  compare('network', given.network, genesis?.network ?? null)
  // Its own name for the chains, so that what else is wrong is found too.
  return { origin, logKey: given.logKey, trust: { ...given, origin } }
}
