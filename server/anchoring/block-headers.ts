import type { NetworkName } from '../../core/proof/bundle/trust.ts'
import type { TroubleCode } from '../../core/protocol/anchoring.ts'
import type { Log } from '../actors/live-aggregate.ts'
import type { BlockHeaders, KeptHeader } from '../store/proofs.ts'
import { catchUp, WrongHeader } from './header-branch.ts'
import { type ChainSource, NetworkUnavailable } from './network.ts'
import { OtherNetwork } from './own-network.ts'
import { backoff } from './pace.ts'
import type { Schedule } from './schedule.ts'
import { TroubleLog, type TroubleLogOptions } from './trouble-log.ts'

/** Why headers aren't followed. Milliseconds since 1970. */
export type HeaderTrouble = {
  readonly code: Extract<TroubleCode, 'network_unavailable' | 'other_network' | 'wrong_proof'>
  readonly text: string
  readonly since: number
  readonly retryAt: number
}

/** Follows the network's chain of block headers, and keeps those that were checked. */
export type HeaderFollower = {
  newest(): KeptHeader | null
  /**
   * How many blocks confirm what is in this one, itself counted; null where it isn't in the chain that is followed. A height above the newest's
   * isn't known yet.
   */
  confirmations(height: number, hash: string): Promise<number | null>
  trouble(): HeaderTrouble | null
  /** Called when the newest header, or the trouble, is another one. Answers how to end it. */
  onChange(listener: () => void): () => void
  /** Looks at once. Never rejects: what goes wrong is the trouble. */
  poll(): Promise<void>
  close(): Promise<void>
}

export type FollowOptions = {
  readonly chain: ChainSource
  readonly headers: BlockHeaders
  readonly network: NetworkName
  /** As in `HeaderSource`. */
  readonly requireOwn: () => Promise<void>
  readonly now: () => number
  readonly schedule: Schedule
  readonly log: Log & TroubleLogOptions['log']
  /** From one look at the tip to the next. */
  readonly pollMs?: number
}

const POLL_MS: Readonly<Record<NetworkName, number>> = { dev: 500, test: 30_000, main: 30_000 }
/** After one failure after another it is tried again more and more rarely, but at least so often. */
const LONGEST_MS: Readonly<Record<NetworkName, number>> = { dev: 30_000, test: 5 * 60 * 1000, main: 5 * 60 * 1000 }

/** Begins to follow. The first look is under way when it is answered. */
export async function followHeaders(options: FollowOptions): Promise<HeaderFollower> {
  const { headers, now, schedule, log, network } = options
  const { pollMs = POLL_MS[network] } = options
  const listeners = new Set<() => void>()
  const ending = new AbortController()
  const source = { ...options, signal: ending.signal }
  const story = new TroubleLog({ now, log, over: 'block headers are followed again' })
  let newest = await headers.tip()
  let trouble: HeaderTrouble | null = null
  let failures = 0
  let running: Promise<void> = Promise.resolve()
  let cancel = () => {}

  function changed(): void {
    for (const listener of listeners) listener()
  }

  function onKept(kept: KeptHeader): void {
    newest = kept
    changed()
  }

  /** Another server that follows with the same store may have been faster: then there was nothing to fetch here. */
  async function takeKept(): Promise<void> {
    const tip = await headers.tip()
    if (tip !== null && tip.hash !== newest?.hash) onKept(tip)
  }

  async function look(): Promise<void> {
    cancel()
    if (ending.signal.aborted) return
    try {
      await catchUp(source, onKept).catch(error => {
        // The chain may have changed while it was read: what doesn't fit twice is wrong.
        if (error instanceof WrongHeader) return catchUp(source, onKept)
        throw error
      })
      await takeKept()
      failures = 0
      setTrouble(null)
      story.isOver()
      next(pollMs)
    } catch (error) {
      if (!ending.signal.aborted) failed(error)
    }
  }

  function failed(error: unknown): void {
    failures += 1
    const asked = error instanceof NetworkUnavailable ? (error.retryAfter ?? 0) : 0
    const wait = Math.max(backoff({ retryMs: 2 * pollMs, longestMs: LONGEST_MS[network] }, failures), asked)
    const known = knownTrouble(error)
    if (known === null) log.error({ err: error }, 'block headers couldn’t be followed')
    else {
      story.met(known.code, known.text)
      const since = trouble?.code === known.code ? trouble.since : now()
      setTrouble({ ...known, since, retryAt: now() + wait })
    }
    next(wait)
  }

  function setTrouble(present: HeaderTrouble | null): void {
    if (present === trouble) return
    trouble = present
    changed()
  }

  function next(ms: number): void {
    cancel = schedule(ms, () => void poll())
  }

  function poll(): Promise<void> {
    running = running.then(look)
    return running
  }

  void poll()
  return {
    newest: () => newest,
    async confirmations(height, hash) {
      const kept = await headers.byHash(hash)
      return kept?.height === height && newest !== null ? newest.height - height + 1 : null
    },
    trouble: () => trouble,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    poll,
    async close() {
      ending.abort()
      cancel()
      await running
    },
  }
}

/** Null for what is nobody's fault out there. */
function knownTrouble(error: unknown): Pick<HeaderTrouble, 'code' | 'text'> | null {
  if (error instanceof WrongHeader) return { code: 'wrong_proof', text: error.message }
  if (error instanceof OtherNetwork) return { code: 'other_network', text: error.message }
  return error instanceof NetworkUnavailable ? { code: 'network_unavailable', text: error.message } : null
}
