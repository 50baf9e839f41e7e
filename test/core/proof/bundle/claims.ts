import { parseBundle } from '../../../../core/proof/bundle/read-bundle.ts'
import type { Verdict } from '../../../../core/proof/bundle/verdict.ts'

/** How much a verdict claims of one version: nothing, that it is attached, signed, anchored. */
const RANK = { chained: 1, signed: 2, anchored: 3 } as const
const HEADER_RANK = { none: 0, 'work-only': 1, known: 2 } as const
const CONTENT_RANK = { none: 0, erased: 0, present: 1 } as const

type Checked = { readonly bundle: string | Uint8Array; readonly verdict: Verdict }

/**
 * What the verdict on a changed bundle claims beyond the verdict on the original, as a list of sentences; empty where it claims no more.
 *
 * A claim that is kept has to be about the same thing: the same events and texts, checkpoint, anchor, block and times.
 */
export function claimsBeyond(original: Checked, changed: Checked): string[] {
  const { verdict } = changed
  if (verdict.verdict === 'INVALID') return [...(verdict.ranges.length > 0 ? ['ranges in an invalid verdict'] : [])]
  const before = parseBundle(original.bundle)
  const after = parseBundle(changed.bundle)
  const beyond: string[] = []
  const claim = (isBeyond: boolean, sentence: string) => {
    if (isBeyond) beyond.push(sentence)
  }
  claim(HEADER_RANK[verdict.header] > HEADER_RANK[original.verdict.header], `the header is ${verdict.header}`)
  claim(JSON.stringify(verdict.aggregate) !== JSON.stringify(original.verdict.aggregate), 'it is about another aggregate')
  claim(verdict.origin !== original.verdict.origin, 'it is from another log')
  for (const range of verdict.ranges) {
    for (let version = range.from; version <= range.to; version++) {
      const was = original.verdict.ranges.find(({ from, to }) => from <= version && version <= to)
      claim(was === undefined || RANK[range.proven] > RANK[was.proven], `version ${version} is ${range.proven}`)
      if (was === undefined || range.proven === 'chained') continue
      claim(after.events[version - 1]?.header !== before.events[version - 1]?.header, `another event is version ${version}`)
      claim(range.notBefore !== null && range.notBefore.block !== was.notBefore?.block, 'another earliest block')
      claim((range.notBefore?.time ?? null) !== null && range.notBefore?.time !== was.notBefore?.time, 'another earliest time')
      if (range.proven !== was.proven) continue
      claim(JSON.stringify(range.checkpoint) !== JSON.stringify(was.checkpoint), 'another checkpoint')
      if (range.proven !== 'anchored' || was.proven !== 'anchored') continue
      claim(
        range.anchor !== was.anchor || range.block !== was.block || range.notAfter.time !== was.notAfter.time,
        'another anchor or block',
      )
      claim(range.heightKnown && (!was.heightKnown || range.height !== was.height), 'another height is known')
      const content = after.events[version - 1]?.content ?? null
      claim(content !== null && content !== before.events[version - 1]?.content, `another text in version ${version}`)
      const state = verdict.content[version - 1]?.state ?? 'none'
      const stateBefore = original.verdict.content[version - 1]?.state ?? 'none'
      claim(CONTENT_RANK[state] > CONTENT_RANK[stateBefore], `the content of version ${version} is ${state}`)
    }
  }
  return beyond
}
