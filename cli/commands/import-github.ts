import { readConfig } from '../../server/config.ts'
import { type ImportProgress, importGithub } from '../../server/importing/import-github.ts'
import { RecordFile } from '../../server/importing/record-file.ts'
import type { ImportSummary, Skipped, Tally } from '../../server/importing/summary.ts'
import { EXIT, type Run } from '../command.ts'
import { type Builders, madeLine, using } from '../parts.ts'
import { counted, Progress, rateOf } from '../progress.ts'

export function runImportGithub({ openParts }: Pick<Builders, 'openParts'>): Run {
  return async (given, { env, output, errors, now, keepMemorySmall }) => {
    const config = readConfig(env)
    const [path = ''] = given.operands
    const file = await RecordFile.open(path)
    keepMemorySmall()
    const progress = new Progress(errors, now)
    const startedAt = now()
    try {
      const { summary, made } = await using(openParts(config), async parts => ({
        summary: await importGithub(file, parts, step => progress.tell(() => progressLine(step, startedAt, now()))),
        made: madeLine(parts),
      }))
      progress.clear()
      output.write(`${made}${summaryText(summary)}`)
      return EXIT.done
    } catch (error) {
      progress.clear()
      throw error
    } finally {
      await file.close()
    }
  }
}

function progressLine(step: ImportProgress, startedAt: number, now: number): string {
  if (step.phase === 'reading') return `Reading: ${counted(step.records, 'record')}`
  const { done, total } = step
  return `Importing: ${done.toLocaleString('en')} of ${counted(total, 'issue')}, ${rateOf(done, startedAt, now)}`
}

/** What was done, and everything that was not: a line each, so that nothing is lost among many. */
export function summaryText(summary: ImportSummary): string {
  const { people, tickets, comments, skipped, unassigned } = summary
  const lines = [tallied(people, 'person', 'people'), tallied(tickets, 'ticket'), tallied(comments, 'comment')]
  if (summary.pullRequests > 0) lines.push(`${counted(summary.pullRequests, 'pull request')} left out`)
  if (summary.withoutComments > 0) {
    lines.push(`${counted(summary.withoutComments, 'issue')} with comments that are not in the file; import them from a file of their own`)
  }
  if (unassigned.length > 0) {
    lines.push('', `Left unassigned: ${counted(unassigned.length, 'ticket')}`)
    for (const reason of new Set(unassigned.map(each => each.reason))) {
      lines.push(`  ${reason}`)
      for (const { issue, login } of unassigned.filter(each => each.reason === reason)) lines.push(`    ${issue} (${login})`)
    }
  }
  if (skipped.length > 0) {
    lines.push('', `Skipped: ${counted(skipped.length, 'record or part of one', 'records or parts of them')}`)
    for (const each of skipped) lines.push(`  ${skippedLine(each)}`)
  }
  return `${lines.join('\n')}\n`
}

function tallied({ created, existing }: Tally, one: string, many?: string): string {
  return `${counted(created, one, many)} imported${existing > 0 ? `, ${existing.toLocaleString('en')} there already` : ''}`
}

function skippedLine({ record, line, what, field, reason }: Skipped): string {
  return `record ${record}, line ${line}${what === 'record' ? '' : `, a ${what}`}: ${field === null ? 'it' : `“${field}”`} ${reason}`
}
