import type { Output } from './command.ts'

/** At a terminal a line is written over often enough to look alive; a log gets one now and then. */
const EVERY_MS = { terminal: 100, log: 5000 } as const

/** A line that tells how far something is. Told as often as one likes, written only so often. */
export class Progress {
  readonly #output: Output
  readonly #now: () => number
  #writtenAt: number
  #width = 0

  constructor(output: Output, now: () => number) {
    this.#output = output
    this.#now = now
    this.#writtenAt = now()
  }

  /** `text` is only called for when it is time to write. */
  tell(text: () => string): void {
    const now = this.#now()
    if (now - this.#writtenAt < (this.#output.isTTY ? EVERY_MS.terminal : EVERY_MS.log)) return
    this.#writtenAt = now
    const line = text()
    this.#output.write(this.#output.isTTY ? `\r${line.padEnd(this.#width)}` : `${line}\n`)
    this.#width = line.length
  }

  /** Takes the line away, so that what is written next begins on an empty one. */
  clear(): void {
    if (this.#output.isTTY && this.#width > 0) this.#output.write(`\r${' '.repeat(this.#width)}\r`)
    this.#width = 0
  }
}

/** Counts what is done, and how much of it in a second. */
export function rateOf(done: number, startedAt: number, now: number): string {
  const seconds = (now - startedAt) / 1000
  return seconds > 0 ? `${Math.round(done / seconds).toLocaleString('en')} per second` : ''
}

/** `1 ticket`, `2,000 tickets`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}
