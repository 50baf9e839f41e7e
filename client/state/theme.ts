import { Cell, type Readable } from './cell.ts'

export const THEMES = ['light', 'dark', 'system'] as const
export type ThemeChoice = (typeof THEMES)[number]

const KEY = 'sealdesk-theme'

/** Light, dark, or as the system has it; remembered in this browser, shown by the class `wa-dark` of the root element. */
export class Theme {
  readonly #choice: Cell<ThemeChoice>
  readonly #storage: Storage
  readonly #root: Element
  readonly #system: MediaQueryList

  constructor(root: Element, storage: Storage, system: MediaQueryList) {
    this.#root = root
    this.#storage = storage
    this.#system = system
    const stored = storage.getItem(KEY)
    this.#choice = new Cell(THEMES.find(theme => theme === stored) ?? 'system')
    system.addEventListener('change', () => this.#show())
    this.#show()
  }

  get choice(): Readable<ThemeChoice> {
    return this.#choice
  }

  choose(choice: ThemeChoice): void {
    this.#storage.setItem(KEY, choice)
    this.#choice.set(choice)
    this.#show()
  }

  #show(): void {
    const choice = this.#choice.value
    this.#root.classList.toggle('wa-dark', choice === 'dark' || (choice === 'system' && this.#system.matches))
  }
}
