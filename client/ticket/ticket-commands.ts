import type { ShortcutCommand } from '../state/shortcuts.ts'
import { words } from './words.ts'

/** What the page of a ticket does when a key or the palette says so. Each says by itself why it can't be done. */
export type TicketDeeds = {
  /** Whether a ticket is shown at all. */
  isThere(): boolean
  isOpen(): boolean
  solveOrReopen(): void
  take(): void
  comment(): void
  addLabel(): void
  editTitle(): void
  history(): void
  lookBack(): void
}

/** The ticket's own commands, for the keys, the help sheet and the palette. */
export function ticketCommands(deeds: TicketDeeds): readonly ShortcutCommand[] {
  const isEnabled = () => deeds.isThere()
  return [
    {
      id: 'ticket-turn',
      get title() {
        return deeds.isOpen() ? words.commands.solve : words.commands.reopen
      },
      key: 's',
      isEnabled,
      run: () => deeds.solveOrReopen(),
    },
    { id: 'ticket-take', title: words.commands.take, key: 'a', isEnabled, run: () => deeds.take() },
    { id: 'ticket-comment', title: words.commands.comment, key: 'r', isEnabled, run: () => deeds.comment() },
    { id: 'ticket-label', title: words.commands.label, key: 'l', isEnabled, run: () => deeds.addLabel() },
    { id: 'ticket-title', title: words.commands.title, key: 'e', isEnabled, run: () => deeds.editTitle() },
    { id: 'ticket-history', title: words.commands.history, key: 'h', isEnabled, run: () => deeds.history() },
    { id: 'ticket-back', title: words.commands.back, isEnabled, run: () => deeds.lookBack() },
  ]
}
