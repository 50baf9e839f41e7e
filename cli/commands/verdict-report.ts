import { type CheckState, checkStates } from '../../core/proof/bundle/check-states.ts'
import type { CheckName } from '../../core/proof/bundle/checks.ts'
import { CHECK_WORDS, rangeSentence, verdictSentence } from '../../core/proof/bundle/explain.ts'
import type { BlockMoment, FailedCheck, ProvenRange, Verdict } from '../../core/proof/bundle/verdict.ts'
import { counted } from '../progress.ts'

const MARKS: Readonly<Record<CheckState, string>> = { passed: '✓', failed: '✗', unneeded: '–', unreached: ' ' }
const TITLE_WIDTH = Math.max(...Object.values(CHECK_WORDS).map(({ title }) => title.length))
/** Values that differ may be whole transactions; the JSON report has them in full. */
const MAX_SHOWN = 200
const CONTROL = /(?!\n)\p{Cc}/gu

/** A verdict for people: step by step, what is proven, what is not. */
export function verdictReport(verdict: Verdict): string {
  const { failed } = verdict
  const sections = [
    [verdictSentence(verdict)],
    about(verdict),
    checkStates(verdict).map(({ check, state }) => stepLine(check, state, verdict)),
  ]
  if (failed === null) sections.push(titled('Proven:', verdict.ranges.flatMap(rangeLines)), titled('Texts:', [contentLine(verdict)]))
  else sections.push(failureLines(failed))
  if (verdict.cannotTell.length > 0) sections.push(titled('What this can’t tell:', verdict.cannotTell))
  const text = sections
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')
  // A bundle may hold anything; nothing of it shall be obeyed by a terminal.
  return `${text.replace(CONTROL, '\ufffd')}\n`
}

function about({ origin, aggregate, head }: Verdict): string[] {
  const facts: [string, string | null][] = [
    ['Log', origin],
    ['History of', aggregate === null ? null : `${aggregate.type} ${aggregate.id}`],
    ['Newest event', head],
  ]
  return facts.flatMap(([name, value]) => (value === null ? [] : [`${name.padEnd(13)} ${value}`]))
}

function stepLine(check: CheckName, state: CheckState, verdict: Verdict): string {
  const { title, proves } = CHECK_WORDS[check]
  const means = { passed: proves, failed: verdict.failed?.message ?? '', unneeded: nothingFor(check, verdict), unreached: 'Not reached.' }
  return `  ${MARKS[state]} ${title.padEnd(TITLE_WIDTH)}  ${means[state]}`
}

function nothingFor(check: CheckName, { header }: Verdict): string {
  if (check === 'headerKnown' && header === 'work-only') return 'No list that you brought names this block: bring one with --headers.'
  if (check === 'sealChain' || check === 'checkpointInAnchor') return 'The bundle holds no anchor yet.'
  return 'The bundle names no block yet.'
}

function rangeLines(range: ProvenRange): string[] {
  // The bound of its first version: a later one may have a later bound.
  const first = range.from === range.to ? '' : `version ${range.from} `
  const lines = [
    rangeSentence(range),
    `  ${first}not before ${moment(range.notBefore) ?? 'any time that is known: its events name no block'}`,
  ]
  if (range.proven === 'anchored') lines.push(`  not after ${range.notAfter.time}, in transaction ${range.anchor}`)
  if (range.proven === 'signed' && range.anchor !== null) lines.push(`  in transaction ${range.anchor}`)
  if (range.proven !== 'chained')
    lines.push(`  under the checkpoint of ${counted(range.checkpoint.size, 'epoch')} with root ${range.checkpoint.root}`)
  return lines
}

function moment(block: BlockMoment | null): string | null {
  if (block === null) return null
  return block.time === null ? `block ${block.block}, whose time is not known here` : `${block.time}, block ${block.block}`
}

function contentLine({ content }: Verdict): string {
  const erased = content.filter(({ state }) => state === 'erased').map(({ version }) => version)
  const present = content.filter(({ state }) => state === 'present').length
  const none = content.length - erased.length - present
  const parts = [`${counted(present, 'event')} with a text that fits`, `${none} without one`]
  if (erased.length > 0) parts.push(`${erased.length} with a text that was erased openly (version ${erased.join(', ')})`)
  return `${parts.join(', ')}.`
}

function failureLines({ check, rule, version, expected, actual }: FailedCheck): string[] {
  const lines = [`Failed check: ${check} (${rule})${version === null ? '' : `, at version ${version}`}`]
  if (expected !== null) lines.push(`  expected  ${shown(expected)}`)
  if (actual !== null) lines.push(`  found     ${shown(actual)}`)
  return lines
}

function titled(title: string, lines: readonly string[]): string[] {
  return [title, ...lines.map(line => `  ${line}`)]
}

/** On one line, and not at any length. */
function shown(value: string): string {
  const visible = JSON.stringify(value.slice(0, MAX_SHOWN)).slice(1, -1)
  return value.length > MAX_SHOWN ? `${visible}… (${value.length} characters)` : visible
}
