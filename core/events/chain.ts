import { type BrokenContent, checkContent } from './content.ts'
import type { RecordedEvent } from './event.ts'
import { type Hashing, pureHashing } from './hash.ts'
import { chainStart, LinkCheck } from './link.ts'
import type { Aggregate } from './names.ts'

/** Whose events they should be. */
export type ChainName = { readonly origin: string; readonly aggregate: Aggregate }

/** The newest event of a chain; before the first event, version 0 and the genesis hash. */
export type ChainHead = { readonly version: number; readonly hash: string }

/** An event from a source that may claim a hash for it, which is then checked too. */
export type CheckableEvent = RecordedEvent & { readonly hash?: string }

/** What is wrong with a chain. Names of checks: specification, section 9.11. */
export type ChainFailure = {
  readonly check: 'chain' | 'content'
  readonly rule: string
  /** The version that should stand there; `null` for a chain without events. */
  readonly version: number | null
  readonly message: string
  readonly expected: string
  readonly actual: string
}

/** `none`: the header commits to no content. */
export type ContentState = 'present' | 'erased' | 'none'

export type ChainResult =
  | { readonly ok: true; readonly head: ChainHead; readonly content: readonly { readonly version: number; readonly state: ContentState }[] }
  | { readonly ok: false; readonly failure: ChainFailure }

/**
 * Checks the whole history of an aggregate, from its first event: all headers, then all contents. Specification, section 3.
 *
 * It proves that the events fit each other. That nobody rewrote them all is proven by what the head is part of (sections 4 to 6).
 */
export function checkChain(events: readonly CheckableEvent[], chain: ChainName, hashing: Hashing = pureHashing): ChainResult {
  if (events.length === 0) return { ok: false, failure: emptyChain() }
  const links = new LinkCheck(chain, hashing)
  let head = chainStart(chain, hashing)
  const linked: { event: RecordedEvent; version: number; commitment: string | null }[] = []
  const erased = new Set<number>()
  for (const event of events) {
    const link = links.check(event, head)
    if (!link.ok) return link
    head = link.head
    linked.push({ event, version: head.version, commitment: link.commitment })
    if (link.erases !== null) erased.add(link.erases)
  }

  const content: { version: number; state: ContentState }[] = []
  for (const { event, version, commitment } of linked) {
    const finding = checkContent(commitment, event, hashing)
    if (finding.state === 'broken') return { ok: false, failure: brokenContent(version, finding) }
    if (finding.state === 'missing' && !erased.has(version)) return { ok: false, failure: missingContent(version, finding.commitment) }
    content.push({ version, state: finding.state === 'missing' ? 'erased' : finding.state })
  }
  return { ok: true, head, content }
}

/**
 * Checks a chain event by event, for a reader who follows it or streams it and doesn't hold it all.
 *
 * It remembers the head and the versions whose content is missing so far, nothing else. With `from` it goes on after a head that was
 * checked before. Unlike `checkChain` it meets a broken content before a broken header that comes later. Section 3.
 */
export class ChainCheck {
  readonly #links: LinkCheck
  readonly #hashing: Hashing
  readonly #missing = new Map<number, string>()
  #head: ChainHead
  #failure: ChainFailure | null = null

  constructor(chain: ChainName & { readonly from?: ChainHead | undefined }, hashing: Hashing = pureHashing) {
    this.#links = new LinkCheck(chain, hashing)
    this.#hashing = hashing
    this.#head = chain.from ?? chainStart(chain, hashing)
  }

  /** The newest event that was found good. */
  get head(): ChainHead {
    return this.#head
  }

  /** Checks the next event. After a failure every further event is answered with it: nothing can be checked on a broken chain. */
  add(event: CheckableEvent): ChainFailure | null {
    this.#failure ??= this.#check(event)
    return this.#failure
  }

  /** What is wrong with the chain as it ends here: content that is missing although no event erased it, or no events at all. */
  finish(): ChainFailure | null {
    if (this.#failure !== null) return this.#failure
    if (this.#head.version === 0) return emptyChain()
    const [first] = this.#missing
    return first === undefined ? null : missingContent(...first)
  }

  #check(event: CheckableEvent): ChainFailure | null {
    const link = this.#links.check(event, this.#head)
    if (!link.ok) return link.failure
    const { version } = link.head
    const finding = checkContent(link.commitment, event, this.#hashing)
    if (finding.state === 'broken') return brokenContent(version, finding)
    if (finding.state === 'missing') this.#missing.set(version, finding.commitment)
    if (link.erases !== null) this.#missing.delete(link.erases)
    this.#head = link.head
    return null
  }
}

function brokenContent(version: number, { rule, message, expected, actual }: BrokenContent): ChainFailure {
  return { check: 'content', rule, version, message, expected, actual }
}

function missingContent(version: number, commitment: string): ChainFailure {
  const message = 'The content is missing, and no later event erased it.'
  return { check: 'content', rule: 'missing', version, message, expected: commitment, actual: 'null' }
}

function emptyChain(): ChainFailure {
  return { check: 'chain', rule: 'empty', version: null, message: 'There are no events.', expected: 'at least one event', actual: '0' }
}
