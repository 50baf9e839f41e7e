import { indexGithubFile } from './github-index.ts'
import { inParallel } from './in-parallel.ts'
import { type ImportParts, IssueImport } from './issue-import.ts'
import type { RecordFile } from './record-file.ts'
import { emptySummary, type ImportSummary } from './summary.ts'

/** Tickets under way at the same moment, so that their commits share the disk's waits. */
const TICKETS_AT_ONCE = 64

export type ImportProgress =
  | { readonly phase: 'reading'; readonly records: number }
  | { readonly phase: 'importing'; readonly done: number; readonly total: number }

/**
 * Imports issues as GitHub's REST API gives them (docs/import.md). Ids follow from repository and number, so that a second import adds
 * nothing, and one that was interrupted is completed by importing again. What can't be taken over is skipped and told in the summary.
 * @throws ImportFileError, or KnownError where the store fails: then importing again goes on
 */
export async function importGithub(
  file: RecordFile,
  parts: ImportParts,
  onProgress: (progress: ImportProgress) => void = () => {},
): Promise<ImportSummary> {
  const index = await indexGithubFile(file, records => onProgress({ phase: 'reading', records }))
  const summary = emptySummary()
  summary.pullRequests = index.pullRequests.size
  for (const { record, line, reason } of index.unusable) summary.skipped.push({ what: 'record', record, line, field: null, reason })

  const run = new IssueImport(file, index, summary, parts)
  const orphans = [...index.comments].filter(([key]) => !run.hasIssue(key) && !index.pullRequests.has(key))
  const total = index.issues.length + orphans.length
  let done = 0
  const advance = () => onProgress({ phase: 'importing', done: ++done, total })
  await inParallel(TICKETS_AT_ONCE, index.issues, issue => run.importIssue(issue).then(advance))
  await inParallel(TICKETS_AT_ONCE, orphans, ([key, comments]) => run.importComments(key, comments).then(advance))
  summary.skipped.sort((a, b) => a.record - b.record)
  return summary
}
