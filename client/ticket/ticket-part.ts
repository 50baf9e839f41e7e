import '../erasure/erase-menu.ts'
import { consume } from '@lit/context'
import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { state } from 'lit/decorators.js'
import type { Sender } from '../../core/aggregate/command.ts'
import type { TicketCommand } from '../../core/ticket/commands.ts'
import { erasureNote } from '../erasure/erasure-note.ts'
import { erasuresOf } from '../erasure/erasures.ts'
import { ticketTexts, type WrittenText } from '../erasure/texts.ts'
import { type App, appContext } from '../state/app.ts'
import type { CommandOutcome, Commands } from '../state/commands.ts'
import { type Availability, availability } from './actions.ts'
import { type TicketContext, ticketContext } from './context.ts'

/** What the parts of the ticket's page share: they know the ticket, ask its rulebook, send commands, and show refusals where they happened. */
export class TicketPart extends LitElement {
  @consume({ context: appContext }) app!: App
  @consume({ context: ticketContext, subscribe: true }) @state() on!: TicketContext
  /** The sentence of the last refusal. */
  @state() protected refusal: string | null = null
  @state() protected busy = false

  protected can(what: string, command: (by: Sender) => TicketCommand): Availability {
    return availability(this.on.situation, what, command)
  }

  /** What stands where the text of a version was erased. */
  protected erased(version: number): TemplateResult {
    return erasureNote(erasuresOf(this.on.events).get(version), this.app.people)
  }

  /** The menu in which an administrator erases the texts that are picked; `only`: the version that is chosen to begin with. */
  protected eraseMenu(
    label: string,
    pick: (texts: readonly WrittenText[]) => readonly WrittenText[],
    only: number | null = null,
  ): TemplateResult | typeof nothing {
    const { situation, events, id } = this.on
    if (situation.me?.role !== 'admin' || situation.halt !== null) return nothing
    const texts = pick(ticketTexts(events))
    return html`<sd-erase-menu slot=${only === null ? nothing : 'actions'} label=${label} .from=${{ type: 'ticket', id }} .texts=${texts} .only=${only}></sd-erase-menu>`
  }

  /** Does what a key or the palette asks for, or says why it can't be done: they have no button to say it beside. */
  protected tryTo(can: Availability, run: () => void): void {
    if (can.kind === 'possible') {
      if (!this.busy) run()
    } else if (can.kind === 'guest') this.app.session.ask(can.why)
    else this.app.notices.show('warning', can.why)
  }

  /** Sends, and answers whether it was recorded; if not, `refusal` says why. */
  protected async send(command: (commands: Commands, ticket: string) => Promise<CommandOutcome>): Promise<boolean> {
    this.refusal = null
    this.busy = true
    try {
      const outcome = await command(this.app.commands, this.on.id)
      if (!outcome.ok) this.refusal = outcome.error.text
      return outcome.ok
    } finally {
      this.busy = false
    }
  }
}
