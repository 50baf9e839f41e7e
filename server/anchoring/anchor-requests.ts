import { countingTransaction } from '../../core/anchor/state.ts'
import { anchorRowOf } from '../../core/anchor/view.ts'
import type { AnchorNowAnswer, Trouble, TroubleCode } from '../../core/protocol/anchoring.ts'
import { KnownError } from '../../core/protocol/errors.ts'
import type { ReadAnchor } from './anchor-reader.ts'
import type { Line } from './line.ts'
import type { Schedule } from './schedule.ts'

/** So long somebody waits for an anchor to be prepared. */
const PATIENCE_MS = 20_000

type Request = {
  /** What the anchor must carry at least: so many epochs. */
  readonly size: number
  /** When it was asked for, in milliseconds since 1970. */
  readonly since: number
  readonly answer: (answer: AnchorNowAnswer) => void
  readonly fail: (error: unknown) => void
}

/** Those who have asked for an anchor now, and wait until it is recorded. */
export class AnchorRequests {
  readonly #waiting = new Set<Request>()
  readonly #schedule: Schedule
  readonly #readAnchor: ReadAnchor

  constructor(schedule: Schedule, readAnchor: ReadAnchor) {
    this.#schedule = schedule
    this.#readAnchor = readAnchor
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0
  }

  /** Resolves when there is an anchor that carries so many epochs. @throws KnownError */
  wait(size: number, since: number): Promise<AnchorNowAnswer> {
    return new Promise((resolve, reject) => {
      const done = () => {
        cancel()
        this.#waiting.delete(request)
      }
      const request: Request = {
        size,
        since,
        answer(answer) {
          done()
          resolve(answer)
        },
        fail(error) {
          done()
          reject(error)
        },
      }
      const cancel = this.#schedule(PATIENCE_MS, () => request.fail(new KnownError('overloaded', LATE)))
      this.#waiting.add(request)
    })
  }

  /** To be called after every pass: answers whom it can. */
  async settle(line: Line | null, troubles: readonly Trouble[]): Promise<void> {
    if (this.isEmpty) return
    const obstacle = troubles.find(({ code }) => !HARMLESS.includes(code))
    const newest = line?.anchors.at(-1)
    const size = newest === undefined ? 0 : (countingTransaction(newest.anchor)?.size ?? 0)
    const row = newest === undefined ? null : anchorRowOf(newest.id, await this.#readAnchor(newest.id))
    for (const request of [...this.#waiting]) {
      if (size >= request.size)
        request.answer({ outcome: row !== null && Date.parse(row.preparedAt) >= request.since ? 'new' : 'current', anchor: row })
      else if (obstacle !== undefined) request.fail(refusalOf(obstacle))
    }
  }

  failAll(error: unknown): void {
    for (const request of [...this.#waiting]) request.fail(error)
  }
}

function refusalOf({ code, text, next }: Trouble): KnownError {
  const sentence = `${text} ${next}`
  if (code === 'no_genesis_seal') return new KnownError('no_genesis_seal', sentence)
  // What passes by itself is to be tried again; the rest is for people.
  return new KnownError(code === 'network_unavailable' || code === 'no_answer' ? 'overloaded' : 'conflict', sentence)
}

/** What is wrong with an older anchor keeps nobody from making a new one. */
const HARMLESS: readonly TroubleCode[] = ['reorganised', 'wrong_proof']
const LATE = 'The anchor before is still on its way to the network. This one is made by itself as soon as that one is seen there.'
