import type { PropertyValues } from 'lit'
import { state } from 'lit/decorators.js'
import { keepFocus } from '../components/focus.ts'
import type { ActionButton } from './action-button.ts'
import { tabDrafts } from './drafts.ts'
import type { SaveEvent } from './text-editor.ts'
import { TicketPart } from './ticket-part.ts'
import { words } from './words.ts'

/** A part that shows one text of the ticket and lets it be edited in its place; a draft opens the editor again. */
export abstract class EditablePart extends TicketPart {
  @state() protected editing = false
  protected abstract readonly field: 'title' | 'body'
  /** Where the focus goes when the editor closes. */
  protected abstract readonly editButton: ActionButton | null

  override willUpdate(changed: PropertyValues): void {
    if (!this.hasUpdated || changed.has('on')) this.editing ||= tabDrafts().read(this.draft).text !== '' && this.canEdit.kind === 'possible'
  }

  protected get draft(): string {
    return `${this.on.id}.${this.field}`
  }

  protected get current(): string | null {
    return this.on.situation.snapshot.context[this.field].text
  }

  /** Asked with another text than the present one, which alone would be refused. */
  protected get canEdit() {
    return this.can(words.whatToEdit, by => ({ type: 'edit_ticket', payload: { [this.field]: `${this.current}…` }, by }))
  }

  protected edit = () => {
    this.refusal = null
    this.editing = true
  }

  protected stopEditing = () => {
    this.editing = false
    this.refusal = null
    void keepFocus(this, () => this.editButton)
  }

  protected save = async ({ text }: SaveEvent) => {
    if (text !== this.current) {
      const saved = await this.send((commands, id) => commands.ticket(id, 'edit_ticket', { [this.field]: text }))
      if (!saved) return
    }
    tabDrafts().drop(this.draft)
    this.stopEditing()
  }
}
