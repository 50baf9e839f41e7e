import { Cell, type Readable } from './cell.ts'

/** The app's one polite live region. Sentences of the same second are read as one; the same sentence twice is read once. */
export class LiveRegion {
  readonly #text = new Cell('')
  readonly #schedule: (task: () => void, delay: number) => void
  #waiting = new Set<string>()

  constructor(schedule: (task: () => void, delay: number) => void) {
    this.#schedule = schedule
  }

  /** What the shell's region holds. */
  get text(): Readable<string> {
    return this.#text
  }

  say(sentence: string): void {
    if (this.#waiting.size === 0) this.#schedule(() => this.#speak(), 1_000)
    this.#waiting.add(sentence)
  }

  #speak(): void {
    const text = [...this.#waiting].join(' ')
    this.#waiting = new Set()
    // A region that holds the same text again isn't read: the space makes it another text.
    this.#text.set(text === this.#text.value ? `${text} ` : text)
  }
}
