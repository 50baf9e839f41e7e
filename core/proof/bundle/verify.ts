import { bytesToHex } from '@noble/hashes/utils.js'
import { checkChain } from '../../events/chain.ts'
import { type Hashing, pureHashing } from '../../events/hash.ts'
import { anchorScript } from '../bitcoin/script.ts'
import type { Transaction } from '../bitcoin/transaction.ts'
import type { Bundle } from './bundle.ts'
import { checkCheckpointSignature, checkEpochInCheckpoint, checkHeadInMap, checkMapRootInEpoch } from './epoch-checks.ts'
import { cannotTell } from './explain.ts'
import { CheckFailed, failuresOf, readOrFail } from './failure.ts'
import { checkHeaderKnown, checkHeaders, checkMerklePath } from './headers.ts'
import { type KnownHeaders, NO_KNOWN_HEADERS } from './known-headers.ts'
import { provenRanges } from './ranges.ts'
import { parseBundle } from './read-bundle.ts'
import { parseTrust, TrustError } from './read-trust.ts'
import { checkSealLine } from './seal-line.ts'
import type { TrustFile } from './trust.ts'
import type { CheckName, Verdict } from './verdict.ts'

/** How far a check is: `done` of `total` steps of its own. A check is reported when it begins and when it was passed. */
export type Progress = { readonly check: CheckName; readonly done: number; readonly total: number }

export type VerifyOptions = {
  /** Blocks that the verifier knows of their own; none where it isn't given. */
  readonly knownHeaders?: KnownHeaders
  readonly onProgress?: (progress: Progress) => void
  /** A faster SHA-256 for events, where the program has one. */
  readonly hashing?: Hashing
}

/**
 * Checks a proof bundle (JSON as text or as its UTF-8) with a trust file (its parsed JSON), offline and from the bundle alone.
 *
 * It never throws for what a bundle or trust file holds: the verdict names the first check that failed. Specification, sections 7 and 9.
 */
export function verifyBundle(json: Uint8Array | string, trust: unknown, options: VerifyOptions = {}): Verdict {
  const established = nothingEstablished()
  try {
    return check(json, trust, options, established)
  } catch (error) {
    if (error instanceof CheckFailed) return { ...established, failed: error.failed }
    throw error
  }
}

/** What an invalid verdict says, as far as the checks came. No range is proven before all of them are passed. */
type Established = Verdict & { failed: null }

function nothingEstablished(): Established {
  return {
    verdict: 'INVALID',
    origin: null,
    aggregate: null,
    head: null,
    ranges: [],
    content: [],
    header: 'none',
    headersGiven: 0,
    cannotTell: [],
    failed: null,
  }
}

/** The checks in their order. Each takes what the ones before it have shown, and throws `CheckFailed`. */
function check(json: Uint8Array | string, trustFile: unknown, options: VerifyOptions, established: Established): Verdict {
  const { knownHeaders = NO_KNOWN_HEADERS, hashing = pureHashing, onProgress = () => {} } = options
  const step = <T>(check: CheckName, run: (onDone: (done: number) => void) => T, total = 1): T => {
    const report = (done: number) => onProgress({ check, done, total })
    report(0)
    const result = run(report)
    report(total)
    return result
  }

  const bundle = step('format', () => parseBundle(json))
  const version = bundle.map.version
  established.headersGiven = bundle.headers.length
  const trust = step('trust', () => checkTrust(bundle, trustFile))
  established.origin = bundle.origin
  const chain = step('chain', () => checkEvents(bundle, hashing), bundle.events.length)
  established.aggregate = bundle.aggregate
  established.head = chain.head.hash
  established.content = [...step('content', () => chain.content)]
  const mapRoot = step('headInMap', () => checkHeadInMap(bundle))
  const epoch = step('mapRootInEpoch', () => checkMapRootInEpoch(bundle, mapRoot))
  const checkpoint = step('epochInCheckpoint', () => checkEpochInCheckpoint(bundle, epoch))
  step('checkpointSignature', () => checkCheckpointSignature(bundle, checkpoint, trust))
  const line = { from: trust.genesisSeal, seals: bundle.seals, logKey: trust.logKey, covering: checkpoint }
  const anchors = step('sealChain', onDone => checkSealLine(line, onDone), bundle.seals.length)
  const anchor = anchors.at(-1)?.transaction ?? null
  step('checkpointInAnchor', () => checkCheckpointInAnchor(anchor, checkpoint.text, version))
  const { bump, headers } = bundle
  const path = step('merklePath', () => checkMerklePath({ txid: anchor?.txid ?? null, bump, headers, version }))
  step('proofOfWork', () => checkHeaders(path?.headers ?? [], trust.network, version), headers.length)
  const block = step('headerKnown', () => path && checkHeaderKnown(path, knownHeaders, version))

  const evidence = { events: bundle.events, covered: version, checkpoint, anchor: anchor?.txid ?? null, block, known: knownHeaders }
  const ranges = provenRanges(evidence)
  return { ...established, verdict: 'VALID', ranges, header: block?.state ?? 'none', cannotTell: cannotTell(ranges, block, trust.network) }
}

/** `trust`: the bundle is of the log that the trust file names, and its anchors begin where it says. Section 7. */
function checkTrust({ origin, genesisSeal }: Bundle, trustFile: unknown): TrustFile {
  const failed = failuresOf('trust')
  const trust = readOrFail(
    () => parseTrust(trustFile),
    [TrustError],
    rule => failed('trustFile', `The trust file is not good: ${rule}.`, { expected: 'a trust file', actual: rule }),
  )
  if (origin !== trust.origin) throw failed('origin', 'The bundle is from another log.', { expected: trust.origin, actual: origin })
  if (genesisSeal !== trust.genesisSeal)
    throw failed('genesisSeal', "The bundle's anchors begin with another seal.", { expected: trust.genesisSeal, actual: genesisSeal })
  return trust
}

/** `chain` and `content`: all headers, then all contents. Section 3. */
function checkEvents({ events, origin, aggregate }: Bundle, hashing: Hashing) {
  const result = checkChain(events, { origin, aggregate }, hashing)
  if (!result.ok) throw new CheckFailed(result.failure)
  return result
}

/** `checkpointInAnchor`: output 0 of the covering anchor is the one script for this checkpoint, byte by byte. Section 6. */
function checkCheckpointInAnchor(anchor: Transaction | null, checkpoint: string, version: number): void {
  const [data] = anchor?.outputs ?? []
  if (data === undefined) return
  const expected = bytesToHex(anchorScript(checkpoint))
  const actual = bytesToHex(data.lockingScript)
  if (actual !== expected)
    throw failuresOf('checkpointInAnchor')('script', 'The anchor does not hold this checkpoint.', { expected, actual, version })
}
