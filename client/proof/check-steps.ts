import { CHECKS, type CheckName } from '../../core/proof/bundle/checks.ts'
import type { Verdict } from '../../core/proof/bundle/verdict.ts'
import type { Progress } from '../../core/proof/bundle/verify.ts'

/** `unneeded`: the bundle holds nothing for this check, or the verifier knows nothing to compare. `unreached`: an earlier one failed. */
export type StepState = 'waiting' | 'running' | 'passed' | 'failed' | 'unneeded' | 'unreached'

export type Step = { readonly check: CheckName; readonly state: StepState; readonly done: number; readonly total: number }

/** The checks while they are made. `progress` is the newest report; null before the first. Checks are made in order, so what is before it has passed. */
export function stepsUnderWay(progress: Progress | null): readonly Step[] {
  const current = progress === null ? -1 : CHECKS.indexOf(progress.check)
  return CHECKS.map((check, place) => {
    if (progress === null || place > current) return step(check, 'waiting')
    if (place < current) return step(check, 'passed')
    return { ...step(check, progress.done < progress.total ? 'running' : 'passed'), done: progress.done, total: progress.total }
  })
}

/** The checks when they are over. */
export function stepsOf(verdict: Verdict): readonly Step[] {
  const failed = verdict.failed === null ? CHECKS.length : CHECKS.indexOf(verdict.failed.check)
  const unneeded = verdict.failed === null ? unneededFor(verdict) : new Set<CheckName>()
  return CHECKS.map((check, place) => {
    if (place === failed) return step(check, 'failed')
    if (place > failed) return step(check, 'unreached')
    return step(check, unneeded.has(check) ? 'unneeded' : 'passed')
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

function step(check: CheckName, state: StepState): Step {
  return { check, state, done: 0, total: 0 }
}
