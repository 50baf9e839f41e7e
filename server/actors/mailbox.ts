import type { Sender } from '../../core/aggregate/command.ts'
import { KnownError } from '../../core/protocol/errors.ts'
import type { CommandResult } from './command-bus.ts'

/** A command that waits for its turn, and the promise of its sender. */
export type Letter<C> = {
  readonly commandId: string
  readonly by: Sender
  readonly command: C
  answer(result: CommandResult): void
  fail(error: unknown): void
}

/** The commands that wait at one aggregate, in order, at most `bound` of them. A command that waits already isn't queued again. */
export class Mailbox<C> {
  readonly #waiting: Letter<C>[] = []
  readonly #answers = new Map<string, Promise<CommandResult>>()
  readonly #bound: number

  constructor(bound: number) {
    this.#bound = bound
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  /** @throws KnownError `overloaded` when the mailbox is full. */
  post(commandId: string, by: Sender, command: C): Promise<CommandResult> {
    const pending = this.#answers.get(commandId)
    if (pending !== undefined) return pending
    if (this.#answers.size >= this.#bound) throw new KnownError('overloaded')
    const answer = new Promise<CommandResult>((resolve, reject) => {
      this.#waiting.push({ commandId, by, command, answer: resolve, fail: reject })
    })
    this.#answers.set(commandId, answer)
    const forget = () => void this.#answers.delete(commandId)
    answer.then(forget, forget)
    return answer
  }

  take(): Letter<C> | undefined {
    return this.#waiting.shift()
  }

  putBack(letters: readonly Letter<C>[]): void {
    this.#waiting.unshift(...letters)
  }
}
