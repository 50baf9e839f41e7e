/** One record for the key handler, the help sheet (`?`) and the palette (Ctrl/Cmd+K). */
export type ShortcutCommand = {
  readonly id: string
  readonly title: string
  /** One key (`c`, `?`), two in a row (`g t`), or none: then it is only in the palette. */
  readonly key?: string
  isEnabled?(): boolean
  run(): void
}

/** Keys are ignored while somebody types, with modifiers, when held down or composing; single keys can be switched off. */
export type Shortcuts = {
  /** Adds commands until the returned function is called: a page's commands live as long as the page. */
  add(commands: readonly ShortcutCommand[]): () => void
}
