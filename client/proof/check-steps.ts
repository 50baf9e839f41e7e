import { type CheckState, checkStates } from '../../core/proof/bundle/check-states.ts'
import { CHECKS, type CheckName } from '../../core/proof/bundle/checks.ts'
import type { Verdict } from '../../core/proof/bundle/verdict.ts'
import type { Progress } from '../../core/proof/bundle/verify.ts'

export type StepState = 'waiting' | 'running' | CheckState

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
  return checkStates(verdict).map(({ check, state }) => step(check, state))
}

function step(check: CheckName, state: StepState): Step {
  return { check, state, done: 0, total: 0 }
}
