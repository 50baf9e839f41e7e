import { CHECK_WORDS } from '../../core/proof/bundle/explain.ts'
import type { CheckRun } from './check-run.ts'
import type { Given } from './given.ts'
import { words } from './words.ts'

/** Where things are, in one sentence: what is missing, which check is under way, how it ended. A screen reader hears each once. */
export function statusSentence(given: Given, run: CheckRun, isReady: boolean): string {
  if (run.kind === 'cancelled') return words.cancelled
  if (run.kind === 'failed') return run.text
  if (run.kind === 'running') return run.progress === null ? words.begun : words.underWay(CHECK_WORDS[run.progress.check].title)
  if (run.kind === 'over') return ended(run)
  if (given.bundle !== null) return words.problems.trustMissing
  if (given.trust !== null) return words.problems.bundleMissing
  return isReady ? words.ready : ''
}

function ended({ verdict, took }: Extract<CheckRun, { kind: 'over' }>): string {
  const { failed } = verdict
  if (failed === null) return words.valid(words.verdict.took(verdict.content.length, took))
  return words.invalid(CHECK_WORDS[failed.check].title, failed.version)
}
