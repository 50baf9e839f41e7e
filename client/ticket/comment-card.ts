import '../markdown/rich-text.ts'
import './action-button.ts'
import './text-editor.ts'
import { html, nothing, type PropertyValues } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import type { Comment } from '../../core/ticket/state.ts'
import { avatar, avatarStyles } from '../components/avatar.ts'
import { keepFocus } from '../components/focus.ts'
import { exactTime, timeMark } from '../components/time.ts'
import { textsOfComment } from '../erasure/texts.ts'
import { words as erasureWords } from '../erasure/words.ts'
import { renderPerson } from '../history/sentence.ts'
import { shared } from '../styles/shared.ts'
import { buttonStyle } from './button-style.ts'
import { commentCardStyle } from './comment-card-style.ts'
import { tabDrafts } from './drafts.ts'
import type { SaveEvent } from './text-editor.ts'
import { TicketPart } from './ticket-part.ts'
import { words } from './words.ts'

/** One comment. Its author can edit and delete it; others learn why they can't. Of one that was erased there is nothing to edit or delete. */
@customElement('sd-comment')
export class CommentCard extends TicketPart {
  @property({ attribute: false }) comment!: Comment
  /** The ticket's address, which this comment's permanent link begins with. */
  @property() address = ''
  @property({ type: Boolean, reflect: true }) marked = false
  @state() private mode: 'reading' | 'editing' | 'deleting' = 'reading'

  static override styles = [shared, avatarStyles, buttonStyle, commentCardStyle]

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('comment') && this.comment.body.text === null) {
      this.mode = 'reading'
      tabDrafts().drop(this.#draft)
    } else if (!this.hasUpdated && changed.has('comment') && tabDrafts().read(this.#draft).text !== '' && this.#canEdit.kind === 'possible')
      this.mode = 'editing'
  }

  override render() {
    const { author, deleted } = this.comment
    if (deleted)
      return html`<article class="deleted quiet" tabindex="-1">${avatar(author, '')} <span><i>${words.deletedComment}</i> ${this.#menu()}</span></article>`
    return html`<article aria-label="Comment by ${this.app.people.nameOf(author)}" @keydown=${this.#onKey}>
      ${avatar(author, this.app.people.nameOf(author), 'large')}
      <div class="card">
        <header>${this.#about()}<span class="actions">${this.#actions()}</span></header>
        <div class="content">${this.mode === 'editing' ? this.#editor() : this.#text()}</div>
        ${this.mode === 'deleting' ? this.#question() : nothing}
        ${this.refusal === null || this.mode === 'editing' ? nothing : html`<p class="refusal" role="alert">${this.refusal}</p>`}
      </div>
    </article>`
  }

  #about() {
    const { id, author, at, editedAt } = this.comment
    return html`<span>${renderPerson(author, this.app.people)}
      <a class="quiet" href="${this.address}#comment-${id}" title="Permanent link to this comment">${timeMark(at, Date.now())}</a>
      ${editedAt === null ? nothing : html`<span class="quiet" title="Edited ${exactTime(editedAt)}">· edited</span>`}</span>`
  }

  #actions() {
    if (this.comment.body.text === null) return this.#menu()
    const canDelete = this.can(words.whatToEditComment, by => ({ type: 'delete_comment', payload: { commentId: this.comment.id }, by }))
    return html`
      <sd-action look="bare" icon="pencil" icon-only label="Edit this comment" .can=${this.#canEdit} @run=${() => this.#to('editing')}></sd-action>
      <sd-action look="bare" icon="trash" icon-only label="Delete this comment" .can=${canDelete} @run=${this.#ask}></sd-action>
      ${this.#menu()}`
  }

  #menu() {
    return this.eraseMenu(erasureWords.menu.comment, texts => textsOfComment(texts, this.comment.id))
  }

  #text() {
    const { text, version } = this.comment.body
    return text === null ? html`<p class="quiet">${this.erased(version)}</p>` : html`<sd-rich-text .source=${text}></sd-rich-text>`
  }

  #editor() {
    return html`<sd-text-editor label="Comment" draft=${this.#draft} .current=${this.comment.body.text ?? ''} .busy=${this.busy}
      .refusal=${this.refusal} @sd-save=${this.#save} @sd-cancel=${this.#stop}></sd-text-editor>`
  }

  #question() {
    return html`<div class="question" role="group" aria-label=${words.deleteQuestion}>
      <span>${words.deleteQuestion}</span>
      <button class="button danger" type="button" @click=${this.#delete}>${words.delete}</button>
      <button class="button keep" type="button" @click=${this.#keep}>${words.keep}</button>
    </div>`
  }

  get #draft(): string {
    return `${this.on.id}.comment.${this.comment.id}`
  }

  get #canEdit() {
    const { id: commentId, body } = this.comment
    return this.can(words.whatToEditComment, by => ({ type: 'edit_comment', payload: { commentId, body: `${body.text}…` }, by }))
  }

  #to(mode: CommentCard['mode']): void {
    this.refusal = null
    this.mode = mode
  }

  #stop = () => {
    this.#to('reading')
    void keepFocus(this, () => this.renderRoot.querySelector('sd-action[icon="pencil"]'))
  }

  /** The harmless answer gets the keyboard: Enter twice deletes nothing. */
  #ask = async () => {
    this.#to('deleting')
    await this.updateComplete
    this.renderRoot.querySelector<HTMLElement>('.keep')?.focus()
  }

  #keep = () => {
    this.#to('reading')
    void keepFocus(this, () => this.renderRoot.querySelector('sd-action[icon="trash"]'))
  }

  #onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && this.mode === 'deleting') this.#keep()
  }

  #save = async ({ text }: SaveEvent) => {
    if (text !== this.comment.body.text) {
      const saved = await this.send((commands, id) => commands.ticket(id, 'edit_comment', { commentId: this.comment.id, body: text }))
      if (!saved) return
    }
    tabDrafts().drop(this.#draft)
    this.#stop()
  }

  #delete = async () => {
    const deleted = await this.send((commands, id) => commands.ticket(id, 'delete_comment', { commentId: this.comment.id }))
    if (!deleted) return
    this.mode = 'reading'
    void keepFocus(this, () => this.renderRoot.querySelector<HTMLElement>('.deleted'))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-comment': CommentCard
  }
}
