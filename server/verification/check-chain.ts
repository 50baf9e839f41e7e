import { ChainCheck } from '../../core/events/chain.ts'
import type { Hashing } from '../../core/events/hash.ts'
import { aggregateName } from '../../core/events/names.ts'
import type { MapEnd, MappedVersion, ScannedChain, ScannedEvent } from '../store/chain-scan.ts'
import type { Head } from '../store/store.ts'
import type { Finding, StoreCheck } from './finding.ts'

export type ChainContext = {
  readonly origin: string
  readonly hashing: Hashing
  readonly mapEnd: MapEnd | null
  /** Told now and then how many events were checked since the last time. */
  readonly onEvents: (events: number) => void
}

export type CheckedChain = { readonly events: number; readonly mapped: number; readonly finding: Finding | null }

/** A chain whose events are still to come. */
export type ChainToCheck = Omit<ScannedChain, 'events'>

/**
 * A chain against itself (specification, section 3), against what the store gives as its head, and against every head that epochs have put
 * into the map: each must be an event of this chain, and none may be left out. The first thing that is wrong ends it.
 */
export function checkScannedChain(chain: ScannedChain, context: ChainContext): CheckedChain {
  const check = new ScannedChainCheck(chain, context)
  for (const page of check.isLost ? [] : chain.events) if (!check.take(page)) break
  return check.end()
}

/** The same, page by page: for chains that come over a network. */
export class ScannedChainCheck {
  readonly #chain: ChainToCheck
  readonly #context: ChainContext
  readonly #subject: string
  readonly #check: ChainCheck | null
  readonly #heads: MappedHeads
  #events = 0
  #finding: Finding | null = null

  constructor(chain: ChainToCheck, context: ChainContext) {
    const { aggregate } = chain
    this.#chain = chain
    this.#context = context
    this.#subject = aggregate === null ? chain.name : aggregateName(aggregate)
    this.#check = aggregate === null ? null : new ChainCheck({ origin: context.origin, aggregate }, context.hashing)
    this.#heads = new MappedHeads(this.#subject, chain.mapped, context.mapEnd)
  }

  /** Whether it belongs to no aggregate: its events needn't be read. */
  get isLost(): boolean {
    return this.#check === null
  }

  /** Takes the next page; false where nothing more needs to be read. */
  take(page: readonly ScannedEvent[]): boolean {
    const check = this.#check
    if (check === null || this.#finding !== null) return false
    for (const event of page) {
      this.#finding = this.#findingAt(check, event)
      if (this.#finding !== null) return false
    }
    this.#context.onEvents(page.length)
    return true
  }

  end(): CheckedChain {
    const { mapped } = this.#chain
    const finding = this.#check === null ? lostChain(this.#chain) : (this.#finding ?? this.#findingAtEnd(this.#check))
    return { events: this.#events, mapped: mapped.length, finding }
  }

  #findingAt(check: ChainCheck, event: ScannedEvent): Finding | null {
    const failure = check.add(event)
    if (failure !== null) return { ...failure, subject: this.#subject }
    this.#events++
    const { version } = check.head
    if (event.version !== version)
      return this.#failed('chain', 'The store has the event under another version.', String(version), String(event.version))
    return this.#heads.next(check.head, event.position)
  }

  #findingAtEnd(check: ChainCheck): Finding | null {
    const failure = check.finish()
    if (failure !== null) return { ...failure, subject: this.#subject }
    const { head } = this.#chain
    if (head?.version !== check.head.version || head.hash !== check.head.hash)
      return this.#failed('head', 'The store gives another newest event than the chain ends with.', shown(check.head), shown(head))
    return this.#heads.end(check.head)
  }

  #failed(name: StoreCheck, message: string, expected: string, actual: string): Finding {
    return { check: name, subject: this.#subject, version: this.#check?.head.version ?? null, message, expected, actual }
  }
}

/** The heads of a chain that epochs have put into the map, met in the order of the chain. */
class MappedHeads {
  readonly #subject: string
  readonly #mapped: readonly MappedVersion[]
  readonly #mapEnd: MapEnd | null
  #place = 0
  /** The newest version that the newest epoch must hold. */
  #covered: Head | null = null

  constructor(subject: string, mapped: readonly MappedVersion[], mapEnd: MapEnd | null) {
    this.#subject = subject
    this.#mapped = mapped
    this.#mapEnd = mapEnd
  }

  next(head: Head, position: number): Finding | null {
    if (this.#mapEnd !== null && position <= this.#mapEnd.position) this.#covered = head
    const expected = this.#mapped[this.#place]
    if (expected === undefined || expected.version > head.version) return null
    this.#place++
    if (expected.version < head.version)
      return this.#finding(
        expected,
        `Epoch ${expected.epoch} holds an older version than an epoch before it.`,
        String(expected.version),
        String(head.version),
      )
    if (expected.hash === head.hash) return null
    return this.#finding(
      expected,
      `Epoch ${expected.epoch} holds another event at this version: the chain was rewritten since.`,
      expected.hash,
      head.hash,
    )
  }

  end(head: Head): Finding | null {
    const beyond = this.#mapped[this.#place]
    if (beyond !== undefined)
      return this.#finding(
        beyond,
        `Epoch ${beyond.epoch} holds a version that the chain no longer has, or not at this place.`,
        shown(beyond),
        shown(head),
      )
    const newest = this.#mapped.at(-1) ?? null
    if (this.#mapEnd === null || newest?.version === this.#covered?.version) return null
    const message = `Epoch ${this.#mapEnd.epoch} should hold the newest version that was recorded before it, and doesn’t.`
    return {
      check: 'mappedHead',
      subject: this.#subject,
      version: this.#covered?.version ?? null,
      message,
      expected: shown(this.#covered),
      actual: shown(newest),
    }
  }

  #finding({ version }: Head, message: string, expected: string, actual: string): Finding {
    return { check: 'mappedHead', subject: this.#subject, version, message, expected, actual }
  }
}

function lostChain({ name, mapped }: ChainToCheck): Finding {
  const [first] = mapped
  const subject = `aggregate in ${name}`
  if (first === undefined)
    return {
      check: 'head',
      subject,
      version: null,
      message: 'There are events of an aggregate that the store doesn’t know.',
      expected: null,
      actual: name,
    }
  const message = `Epoch ${first.epoch} holds an aggregate whose chain is gone.`
  return { check: 'mappedHead', subject, version: first.version, message, expected: shown(first), actual: 'no chain' }
}

function shown(head: Head | null): string {
  return head === null ? 'nothing' : `${head.version} ${head.hash}`
}
