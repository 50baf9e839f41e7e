import { ChainCheck } from '../../core/events/chain.ts'
import type { Hashing } from '../../core/events/hash.ts'
import { aggregateName } from '../../core/events/names.ts'
import type { MapEnd, MappedVersion, ScannedChain } from '../store/chain-scan.ts'
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

/**
 * A chain against itself (specification, section 3), against what the store gives as its head, and against every head that epochs have put
 * into the map: each must be an event of this chain, and none may be left out. The first thing that is wrong ends it.
 */
export function checkScannedChain(chain: ScannedChain, context: ChainContext): CheckedChain {
  const { aggregate, mapped } = chain
  if (aggregate === null) return { events: 0, mapped: mapped.length, finding: lostChain(chain) }
  const subject = aggregateName(aggregate)
  const check = new ChainCheck({ origin: context.origin, aggregate }, context.hashing)
  const heads = new MappedHeads(subject, mapped, context.mapEnd)
  let events = 0
  const done = (finding: Finding | null): CheckedChain => ({ events, mapped: mapped.length, finding })
  const failed = (name: StoreCheck, message: string, expected: string, actual: string) =>
    done({ check: name, subject, version: check.head.version, message, expected, actual })

  for (const page of chain.events) {
    for (const event of page) {
      const failure = check.add(event)
      if (failure !== null) return done({ ...failure, subject })
      events++
      const { version } = check.head
      if (event.version !== version)
        return failed('chain', 'The store has the event under another version.', String(version), String(event.version))
      const finding = heads.next(check.head, event.position)
      if (finding !== null) return done(finding)
    }
    context.onEvents(page.length)
  }
  const failure = check.finish()
  if (failure !== null) return done({ ...failure, subject })
  const { head } = chain
  if (head?.version !== check.head.version || head.hash !== check.head.hash)
    return failed('head', 'The store gives another newest event than the chain ends with.', shown(check.head), shown(head))
  return done(heads.end(check.head))
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

function lostChain({ name, mapped }: ScannedChain): Finding {
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
