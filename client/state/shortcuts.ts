import { Cell, type Readable } from './cell.ts'

/** One record for the key handler, the help sheet (`?`) and the palette (Ctrl/Cmd+K). */
export type ShortcutCommand = {
  readonly id: string
  readonly title: string
  /** One key (`c`, `?`), two in a row (`g t`), or none: then it is only in the palette. */
  readonly key?: string
  isEnabled?(): boolean
  run(): void
}

const STORAGE_KEY = 'sealdesk-single-keys'
/** How long the first of two keys waits for the second. */
const SEQUENCE_MS = 1_000

/** Keys are ignored while somebody types, with modifiers, when held down or composing; single keys can be switched off (WCAG 2.1.4). */
export class Shortcuts {
  readonly #commands = new Cell<readonly ShortcutCommand[]>([])
  readonly #singleKeys: Cell<boolean>
  readonly #storage: Storage
  readonly #now: () => number
  #first: { readonly key: string; readonly at: number } | null = null
  #openPalette: () => void = () => {}

  constructor(target: EventTarget, storage: Storage, now: () => number) {
    this.#storage = storage
    this.#now = now
    this.#singleKeys = new Cell(storage.getItem(STORAGE_KEY) !== 'off')
    target.addEventListener('keydown', event => event instanceof KeyboardEvent && this.#onKey(event))
  }

  get commands(): Readable<readonly ShortcutCommand[]> {
    return this.#commands
  }

  get singleKeys(): Readable<boolean> {
    return this.#singleKeys
  }

  useSingleKeys(on: boolean): void {
    this.#storage.setItem(STORAGE_KEY, on ? 'on' : 'off')
    this.#singleKeys.set(on)
  }

  /** Adds commands until the returned function is called: a page's commands live as long as the page. Later ones win a key. */
  add(commands: readonly ShortcutCommand[]): () => void {
    this.#commands.update(all => [...commands, ...all])
    return () => this.#commands.update(all => all.filter(command => !commands.includes(command)))
  }

  /** What Ctrl/Cmd+K does. */
  onPalette(open: () => void): void {
    this.#openPalette = open
  }

  #onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.repeat || event.isComposing) return
    if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault()
      this.#openPalette()
      return
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !this.#singleKeys.value || takesKeys(event)) return
    const before = this.#first !== null && this.#now() - this.#first.at < SEQUENCE_MS ? `${this.#first.key} ` : ''
    this.#first = null
    const command = this.#find(before + event.key) ?? (before === '' ? undefined : this.#find(event.key))
    if (command !== undefined) {
      event.preventDefault()
      command.run()
    } else if (this.#commands.value.some(({ key }) => key?.startsWith(`${event.key} `))) {
      this.#first = { key: event.key, at: this.#now() }
    }
  }

  #find(key: string): ShortcutCommand | undefined {
    return this.#commands.value.find(command => command.key === key && command.isEnabled?.() !== false)
  }
}

/** Whether somebody types, or works in a dialog or menu. Looks through shadow roots, where `event.target` doesn't. */
function takesKeys(event: KeyboardEvent): boolean {
  return event.composedPath().some(target => {
    if (!(target instanceof HTMLElement)) return false
    if (target.isContentEditable) return true
    return target.matches('input, textarea, select, dialog, [role="menu"], [role="listbox"], wa-dialog, wa-dropdown[open], wa-select')
  })
}
