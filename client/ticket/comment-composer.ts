import '../markdown/rich-text.ts'
import './action-button.ts'
import { css, html, nothing } from 'lit'
import { customElement, query, state } from 'lit/decorators.js'
import { avatar, avatarStyles } from '../components/avatar.ts'
import { randomId } from '../state/ids.ts'
import { shared } from '../styles/shared.ts'
import { buttonStyle } from './button-style.ts'
import { tabDrafts } from './drafts.ts'
import { TicketPart } from './ticket-part.ts'
import { words } from './words.ts'

/**
 * Where a comment is written. The text is a draft until its comment is on record: it survives reload, lost connection and refusal.
 *
 * @fires sd-typing - with every key
 * @fires sd-sent - the text has left the box
 */
@customElement('sd-comment-composer')
export class CommentComposer extends TicketPart {
  @state() private text = ''
  @state() private previewing = false
  @query('textarea') private field!: HTMLTextAreaElement | null
  readonly #drafts = tabDrafts()
  #ticket: string | null = null

  static override styles = [
    shared,
    avatarStyles,
    buttonStyle,
    css`
      form {
        display: grid;
        grid-template-columns: 2rem minmax(0, 1fr);
        gap: var(--wa-space-s);
      }
      .inner {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--wa-space-xs);
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: flex-end;
        gap: var(--wa-space-xs);
      }
      .hint {
        margin-right: auto;
        font-size: var(--wa-font-size-s);
      }
      .preview {
        min-height: calc(6lh + 14px);
        padding: 6px 10px;
        border: 1px dashed var(--wa-color-neutral-border-normal);
        border-radius: var(--wa-border-radius-m);
      }
      @media (max-width: 719px) {
        form {
          grid-template-columns: minmax(0, 1fr);
        }
        form > .avatar {
          display: none;
        }
      }
    `,
  ]

  /** Whether somebody is at it: then nothing above may move. */
  get isBeingUsed(): boolean {
    return this.matches(':focus-within') && this.text !== ''
  }

  /** Puts the keyboard into the box. */
  write(): void {
    this.tryTo(this.#canComment, async () => {
      this.previewing = false
      await this.updateComplete
      this.field?.focus()
    })
  }

  override willUpdate(): void {
    if (this.#ticket === this.on.id) return
    this.#ticket = this.on.id
    const draft = this.#drafts.read(this.#draft)
    const recorded = this.on.situation.snapshot.context.comments.some(({ id }) => id === draft.sentAs)
    this.text = recorded ? '' : draft.text
    if (recorded) this.#drafts.drop(this.#draft)
  }

  override render() {
    const { me } = this.on.situation
    const can = this.#canComment
    return html`<form @submit=${this.#submit} @keydown=${this.#onKey}>
      ${avatar(me?.id ?? null, me?.displayName ?? '', 'large')}
      <div class="inner">
        ${this.previewing ? html`<div class="preview"><sd-rich-text .source=${this.text}></sd-rich-text></div>` : this.#box(can.kind !== 'possible')}
        ${this.refusal === null ? nothing : html`<p class="refusal" role="alert"><b>${words.refusedComment}.</b> ${this.refusal}</p>`}
        <div class="bar">
          <span class="hint quiet">${can.kind === 'possible' ? words.sendHint : can.why}</span>
          ${
            this.text.trim() === ''
              ? nothing
              : html`<button class="button bare" type="button" aria-pressed=${this.previewing}
                @click=${this.#togglePreview}>${this.previewing ? words.write : words.preview}</button>`
          }
          <sd-action look="brand" label=${words.send} .can=${this.#canSend(can)} @run=${this.#send}></sd-action>
        </div>
      </div>
    </form>`
  }

  #box(off: boolean) {
    return html`<textarea class="field" dir="auto" rows="4" aria-label=${words.commentLabel} placeholder=${words.commentPlaceholder} ?readonly=${off}
      .value=${this.text} @input=${this.#onInput}></textarea>`
  }

  get #canComment() {
    return this.can(words.whatToComment, by => ({ type: 'add_comment', payload: { commentId: EXAMPLE_ID, body: 'x' }, by }))
  }

  #canSend(can: ReturnType<CommentComposer['can']>): ReturnType<CommentComposer['can']> {
    if (can.kind !== 'possible' || this.text.trim() !== '') return can
    return { kind: 'refused', why: 'Write something first.' }
  }

  get #draft(): string {
    return `${this.on.id}.comment`
  }

  #onInput = () => {
    this.text = this.field?.value ?? this.text
    this.#drafts.write(this.#draft, { text: this.text, sentAs: null })
    this.dispatchEvent(new Event('sd-typing', { bubbles: true, composed: true }))
  }

  #togglePreview = () => {
    this.previewing = !this.previewing
  }

  #submit = (event: Event) => {
    event.preventDefault()
    void this.#send()
  }

  /** The box is free at once; what was sent stands as pending. If it is refused, it comes back in front of what was typed since. */
  #send = async () => {
    const body = this.text
    const can = this.can(words.whatToComment, by => ({ type: 'add_comment', payload: { commentId: EXAMPLE_ID, body }, by }))
    if (this.#canSend(can).kind !== 'possible') return
    const commentId = randomId()
    const draft = this.#draft
    this.#drafts.write(draft, { text: body, sentAs: commentId })
    this.text = ''
    this.previewing = false
    this.dispatchEvent(new Event('sd-sent', { bubbles: true, composed: true }))
    const sent = await this.send((commands, id) => commands.ticket(id, 'add_comment', { commentId, body }))
    if (sent) {
      if (this.#drafts.read(draft).sentAs === commentId) this.#drafts.drop(draft)
      return
    }
    const text = this.text === '' ? body : `${body}\n\n${this.text}`
    this.#drafts.write(draft, { text, sentAs: null })
    if (draft === this.#draft) this.text = text
  }

  #onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.isComposing || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    void this.#send()
  }
}

/** Asking the rulebook needs an id: any that no comment has. */
const EXAMPLE_ID = '00000000-0000-4000-8000-000000000000'

declare global {
  interface HTMLElementTagNameMap {
    'sd-comment-composer': CommentComposer
  }
}
