import type { Problem } from './github.ts'
import type { Place } from './github-index.ts'

/** What an import made, and what it met that an earlier one had made. */
export type Tally = { created: number; existing: number }

/** Something that could not be taken over, with its place. A record is skipped with all that is in it; else only the label or comment. */
export type Skipped = Place & Problem

/** A ticket that was left unassigned. */
export type Unassigned = { readonly issue: string; readonly ticket: string; readonly login: string; readonly reason: string }

export type ImportSummary = {
  readonly people: Tally
  readonly tickets: Tally
  readonly comments: Tally
  /** Pull requests are no issues, though GitHub lists them as such. */
  pullRequests: number
  /** Issues that have comments by their own account, of which the file has none. */
  withoutComments: number
  readonly skipped: Skipped[]
  readonly unassigned: Unassigned[]
}

export function emptySummary(): ImportSummary {
  return {
    people: { created: 0, existing: 0 },
    tickets: { created: 0, existing: 0 },
    comments: { created: 0, existing: 0 },
    pullRequests: 0,
    withoutComments: 0,
    skipped: [],
    unassigned: [],
  }
}
