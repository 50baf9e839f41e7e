import type { ProvenRange, Verdict } from '../../core/proof/bundle/verdict.ts'
import { words } from './words.ts'

type ContentState = Verdict['content'][number]['state']

const CONTENT_STATES = ['present', 'erased', 'none'] as const satisfies readonly ContentState[]

/** “Versions 1–8 anchored, version 9 chained only”: the banner's line. */
export function summary(ranges: readonly ProvenRange[]): string {
  return `${words.verdict.list(ranges.map(range => words.verdict.short[range.proven](words.verdict.range(range.from, range.to))))}.`
}

export function rangeTitle(range: ProvenRange): string {
  return `${words.verdict.range(range.from, range.to)}: ${words.verdict.kind[range.proven]}`
}

/** A fact of a range: what it says, and the hash by which others can look for it. */
export type RangeFact = { readonly term: string; readonly text: string; readonly hash: string | null }

/** A range's earliest and latest times, and where its proof is written. Specification, section 9.13. */
export function rangeFacts(range: ProvenRange): readonly RangeFact[] {
  const { terms } = words.verdict
  const facts = [notBefore(range)]
  if (range.proven === 'anchored') {
    const { notAfter, height, heightKnown, anchor } = range
    facts.push({ term: terms.notAfter, text: words.verdict.notAfter(utc(notAfter.time), height, heightKnown), hash: notAfter.block })
    facts.push({ term: terms.anchor, text: words.verdict.transaction, hash: anchor })
  }
  if (range.proven === 'signed') {
    facts.push({ term: terms.anchor, text: range.anchor === null ? words.verdict.noAnchor : words.verdict.unmined, hash: range.anchor })
  }
  if (range.proven !== 'chained') {
    facts.push({ term: terms.checkpoint, text: words.verdict.checkpoint(range.checkpoint.size), hash: range.checkpoint.root })
  }
  return facts
}

/** The bound is that of the range's first version; each later one may have a later bound of its own. */
function notBefore({ from, to, notBefore: moment }: ProvenRange): RangeFact {
  const { terms } = words.verdict
  const term = from === to ? terms.notBefore : terms.firstNotBefore(from)
  if (moment === null) return { term, text: words.verdict.noEarliest, hash: null }
  return { term, text: moment.time === null ? words.verdict.unknownTime : words.verdict.notBefore(utc(moment.time)), hash: moment.block }
}

/** One line a state, with the versions that are in it: “5 erased: versions 2, 4–7”. */
export function contentLines(content: Verdict['content']): readonly string[] {
  return CONTENT_STATES.flatMap(state => {
    const versions = content.filter(entry => entry.state === state).map(entry => entry.version)
    return versions.length === 0 ? [] : [words.verdict.contentLine(versions.length, words.verdict.contentState[state], runsOf(versions))]
  })
}

/** Rising numbers in short: 1, 3, 4, 5 are “1, 3–5”. */
export function runsOf(numbers: readonly number[]): string {
  const runs: { from: number; to: number }[] = []
  for (const number of numbers) {
    const last = runs.at(-1)
    if (last !== undefined && number === last.to + 1) last.to = number
    else runs.push({ from: number, to: number })
  }
  return runs.map(({ from, to }) => (from === to ? String(from) : `${from}–${to}`)).join(', ')
}

export function headerSentence(state: Verdict['header'], given: number): string {
  return words.verdict.headerState[state](given)
}

/** A time of a proof is the same for everybody who reads it: `2026-11-23 09:30:00 UTC`. */
export function utc(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`
}
