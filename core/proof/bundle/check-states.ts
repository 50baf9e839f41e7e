import { CHECKS, type CheckName } from './checks.ts'
import type { Verdict } from './verdict.ts'

/** `unneeded`: the bundle holds nothing for this check, or the verifier knows nothing to compare. `unreached`: an earlier one failed. */
export type CheckState = 'passed' | 'failed' | 'unneeded' | 'unreached'

/** What became of each check, in their order, as the verdict tells it. */
export function checkStates(verdict: Verdict): readonly { readonly check: CheckName; readonly state: CheckState }[] {
  const failed = verdict.failed === null ? CHECKS.length : CHECKS.indexOf(verdict.failed.check)
  const unneeded = verdict.failed === null ? unneededFor(verdict) : new Set<CheckName>()
  return CHECKS.map((check, place) => {
    if (place === failed) return { check, state: 'failed' }
    if (place > failed) return { check, state: 'unreached' }
    return { check, state: unneeded.has(check) ? 'unneeded' : 'passed' }
  })
}

/** What a good bundle leaves open, by what its verdict says: without an anchor no line of anchors, without a header no path to it. */
function unneededFor({ ranges, header }: Verdict): ReadonlySet<CheckName> {
  const isAnchored = ranges.some(range => range.proven === 'anchored' || (range.proven === 'signed' && range.anchor !== null))
  const unneeded = new Set<CheckName>()
  if (!isAnchored) unneeded.add('sealChain').add('checkpointInAnchor')
  if (header === 'none') unneeded.add('merklePath').add('proofOfWork')
  if (header !== 'known') unneeded.add('headerKnown')
  return unneeded
}
