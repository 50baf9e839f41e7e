import { countingTransaction } from '../../core/anchor/state.ts'
import { anchorRowOf } from '../../core/anchor/view.ts'
import type { AnchorNowAnswer, Trouble, TroubleCode } from '../../core/protocol/anchoring.ts'
import { KnownError } from '../../core/protocol/errors.ts'
import type { ReadAnchor } from './anchor-reader.ts'
import type { LineAnchor } from './line.ts'
import type { Schedule } from './schedule.ts'
import type { WishAnswer } from './wishes.ts'

/** So long somebody waits for an anchor to be prepared. */
const PATIENCE_MS = 20_000

export type AnchorRequest = {
  /** What the anchor must carry at least: so many epochs. */
  readonly size: number
  /** The transaction of the newest anchor when it was asked for; null where there was none. */
  readonly before: string | null
  /** The answer to an earlier wish that stood when this one was noted, which says nothing about it. */
  readonly answered: WishAnswer | null
}

type Waiting = AnchorRequest & {
  readonly answer: (answer: AnchorNowAnswer) => void
  readonly fail: (error: unknown) => void
}

/** Those who have asked this server for an anchor now, and wait until it is recorded, by whichever server. */
export class AnchorRequests {
  readonly #waiting = new Set<Waiting>()
  readonly #schedule: Schedule
  readonly #readAnchor: ReadAnchor

  constructor(schedule: Schedule, readAnchor: ReadAnchor) {
    this.#schedule = schedule
    this.#readAnchor = readAnchor
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0
  }

  /** Resolves when there is an anchor that carries what is asked for. @throws KnownError */
  wait(asked: AnchorRequest): Promise<AnchorNowAnswer> {
    return new Promise((resolve, reject) => {
      const done = () => {
        cancel()
        this.#waiting.delete(request)
      }
      const request: Waiting = {
        ...asked,
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

  /** To be called again and again, with the newest anchor of the line and the last answer to a wish: answers whom it can. */
  async settle(newest: LineAnchor | null, answer: WishAnswer | null): Promise<void> {
    if (this.isEmpty) return
    const row = newest === null ? null : anchorRowOf(newest.id, await this.#readAnchor(newest.id))
    for (const request of [...this.#waiting]) {
      if (sizeOf(newest) >= request.size)
        request.answer({ outcome: transactionOf(newest) === request.before ? 'current' : 'new', anchor: row })
      else if (answer !== null && answer.trouble !== null && answer.wish !== request.answered?.wish) request.fail(refusalOf(answer.trouble))
    }
  }

  failAll(error: unknown): void {
    for (const request of [...this.#waiting]) request.fail(error)
  }
}

/** How many epochs an anchor carries. */
export function sizeOf(newest: LineAnchor | null): number {
  return newest === null ? 0 : (countingTransaction(newest.anchor)?.size ?? 0)
}

/** The transaction of an anchor that counts. */
export function transactionOf(newest: LineAnchor | null): string | null {
  return newest === null ? null : (countingTransaction(newest.anchor)?.txid ?? null)
}

/** What keeps the next anchor from being made. */
export function obstacleOf(troubles: readonly Trouble[]): Trouble | null {
  return troubles.find(({ code }) => !HARMLESS.includes(code)) ?? null
}

function refusalOf({ code, text, next }: Trouble): KnownError {
  const sentence = `${text} ${next}`
  if (code === 'no_genesis_seal' || code === 'other_network') return new KnownError(code, sentence)
  // What passes by itself is to be tried again; the rest is for people.
  return new KnownError(PASSING.includes(code) ? 'overloaded' : 'conflict', sentence)
}

/** What is wrong with an older anchor keeps nobody from making a new one. */
const HARMLESS: readonly TroubleCode[] = ['reorganised', 'wrong_proof']
const PASSING: readonly TroubleCode[] = ['network_unavailable', 'no_answer', 'failed']
const LATE =
  'The anchor before is still on its way to the network, or no server makes anchors at this moment. This one is made by itself as soon as that is over.'
