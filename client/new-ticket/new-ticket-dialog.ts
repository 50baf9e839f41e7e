import '@awesome.me/webawesome/dist/components/textarea/textarea.js'
import { consume } from '@lit/context'
import { css, html, LitElement, nothing } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { codePoints, LIMITS } from '../../core/protocol/text.ts'
import { formStyles } from '../components/form.ts'
import { icon } from '../components/icons.ts'
import '../markdown/rich-text.ts'
import { openDialog } from '../components/open-dialog.ts'
import { type App, appContext } from '../state/app.ts'
import { Watch } from '../state/cell.ts'
import { isStoreAway } from '../state/connection.ts'
import { randomId } from '../state/ids.ts'
import { shared } from '../styles/shared.ts'
import { tabDrafts } from '../ticket/drafts.ts'
import { words } from '../words.ts'

const TITLE = 'new-ticket-title'
const BODY = 'new-ticket-body'

/**
 * Creates a ticket. What is typed survives a reload, a lost connection and a refusal.
 *
 * @fires sd-close - created, or put aside: the text stays for the next time
 */
@customElement('sd-new-ticket-dialog')
export class NewTicketDialog extends LitElement {
  static override styles = [
    shared,
    formStyles,
    css`
      wa-dialog {
        --width: 42rem;
      }
      .tabs {
        display: flex;
        gap: 2px;
        margin-bottom: var(--wa-space-2xs);
      }
      .tabs button {
        height: 1.75rem;
        padding: 0 var(--wa-space-xs);
        border: 0;
        border-radius: var(--wa-border-radius-m);
        background: none;
        color: var(--wa-color-text-quiet);
        font: inherit;
        font-weight: var(--wa-font-weight-semibold);
        cursor: pointer;
      }
      .tabs button[aria-pressed='true'] {
        background: var(--wa-color-neutral-fill-normal);
        color: var(--wa-color-text-normal);
      }
      .preview {
        min-height: 13.5rem;
        padding: var(--wa-space-s);
        border: var(--sd-hairline);
        border-radius: var(--wa-border-radius-m);
      }
      /* The tab above says it to the eye. */
      wa-textarea::part(form-control-label) {
        position: absolute;
        clip-path: inset(50%);
      }
      wa-textarea::part(textarea) {
        min-height: 12rem;
      }
    `,
  ]

  @consume({ context: appContext }) app!: App
  @state() private text = { title: '', body: '' }
  @state() private previewing = false
  @state() private busy = false
  @state() private error = ''
  readonly #drafts = tabDrafts()
  /** Kept when an attempt fails: sent again, it is the same ticket. */
  readonly #id = randomId()

  constructor() {
    super()
    new Watch(this, () => this.app.connection.state)
    this.text = { title: this.#drafts.read(TITLE).text, body: this.#drafts.read(BODY).text }
  }

  protected override firstUpdated(): void {
    void openDialog(this)
  }

  override render() {
    const { title, body } = this.text
    const connection = this.app.connection.state.value
    return html`<wa-dialog label=${words.newTicket.title} @wa-after-hide=${this.#onHide}>
      <form @submit=${this.#onSubmit} @input=${this.#onInput} @keydown=${this.#onKey}>
        ${this.error === '' ? nothing : html`<div class="error" role="alert">${icon('warning')}${this.error}</div>`}
        <wa-input autofocus name="title" label=${words.newTicket.titleLabel} placeholder=${words.newTicket.titlePlaceholder} .value=${title} autocomplete="off" hint=${tooLong(title, LIMITS.title)}></wa-input>
        <div>
          <div class="tabs" role="group" aria-label=${words.newTicket.bodyLabel}>
            ${this.#tab(false, words.newTicket.write)}${this.#tab(true, words.newTicket.preview)}
          </div>
          ${
            this.previewing
              ? html`<div class="preview">
                  ${body.trim() === '' ? html`<p class="quiet">${words.newTicket.nothingToPreview}</p>` : html`<sd-rich-text .source=${body}></sd-rich-text>`}
                </div>`
              : html`<wa-textarea name="body" label=${words.newTicket.bodyLabel} rows="8" resize="vertical" .value=${body} hint=${tooLong(body, LIMITS.body) || words.newTicket.bodyHint}></wa-textarea>`
          }
        </div>
        <div class="actions">
          ${this.busy && connection.kind !== 'online' ? html`<p class="quiet">${isStoreAway(connection) ? words.newTicket.waitingForStore : words.newTicket.waiting}</p>` : nothing}
          <wa-button appearance="plain" @click=${this.#close}>${words.newTicket.cancel}</wa-button>
          <wa-button type="submit" variant="brand" ?loading=${this.busy}>${words.newTicket.create}</wa-button>
        </div>
      </form>
    </wa-dialog>`
  }

  #tab(previewing: boolean, text: string) {
    return html`<button type="button" aria-pressed=${this.previewing === previewing} @click=${() => {
      this.previewing = previewing
    }}>${text}</button>`
  }

  /** Asks the field itself: a form learns of a component's value only after the component has rendered. */
  #onInput({ target }: Event): void {
    if (!(target instanceof HTMLElement) || !('value' in target) || typeof target.value !== 'string') return
    const isTitle = target.getAttribute('name') === 'title'
    this.text = isTitle ? { ...this.text, title: target.value } : { ...this.text, body: target.value }
    this.#drafts.write(isTitle ? TITLE : BODY, { text: target.value, sentAs: null })
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !(event.currentTarget instanceof HTMLFormElement)) return
    event.preventDefault()
    event.currentTarget.requestSubmit()
  }

  async #onSubmit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (this.busy) return
    const { title, body } = this.text
    if (title.trim() === '') {
      this.error = words.newTicket.titleMissing
      return
    }
    this.busy = true
    this.error = ''
    const outcome = await this.app.commands.ticket(this.#id, 'create_ticket', { title: title.trim(), body })
    this.busy = false
    if (!outcome.ok) {
      this.error = outcome.error.text
      return
    }
    this.#drafts.drop(TITLE)
    this.#drafts.drop(BODY)
    this.#close()
    this.app.router.go(`/tickets/${this.#id}`)
  }

  #close(): void {
    this.dispatchEvent(new Event('sd-close'))
  }

  #onHide(event: Event): void {
    if (event.target === event.currentTarget) this.#close()
  }
}

function tooLong(text: string, most: number): string {
  const length = codePoints(text)
  return length > most ? words.newTicket.tooLong(length, most) : ''
}
