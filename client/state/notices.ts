import { Cell, type Readable } from './cell.ts'

/** A sentence that comes up at the edge of the page: what was refused, what went wrong, what was done. */
export type Notice = { readonly id: number; readonly kind: 'neutral' | 'success' | 'warning' | 'danger'; readonly text: string }

/** Notices stay until dismissed, apart from good and neutral news, which go after some seconds. */
export class Notices {
  readonly #all = new Cell<readonly Notice[]>([])
  readonly #schedule: (task: () => void, delay: number) => void
  #lastId = 0

  constructor(schedule: (task: () => void, delay: number) => void) {
    this.#schedule = schedule
  }

  get all(): Readable<readonly Notice[]> {
    return this.#all
  }

  /** The same sentence isn't shown twice at the same time. */
  show(kind: Notice['kind'], text: string): void {
    if (this.#all.value.some(notice => notice.text === text)) return
    const id = ++this.#lastId
    this.#all.update(notices => [...notices.slice(-3), { id, kind, text }])
    if (kind === 'neutral' || kind === 'success') this.#schedule(() => this.dismiss(id), 6_000)
  }

  dismiss(id: number): void {
    this.#all.update(notices => notices.filter(notice => notice.id !== id))
  }
}
