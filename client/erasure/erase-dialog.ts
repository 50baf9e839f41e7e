import { consume } from '@lit/context'
import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { ERASURE_REASONS, type ErasureReason } from '../../core/aggregate/erasure.ts'
import { fieldText, formStyles } from '../components/form.ts'
import { icon } from '../components/icons.ts'
import { openDialog } from '../components/open-dialog.ts'
import { timeMark } from '../components/time.ts'
import { type App, appContext } from '../state/app.ts'
import type { CommandOutcome } from '../state/commands.ts'
import { shared } from '../styles/shared.ts'
import { buttonStyle } from '../ticket/button-style.ts'
import type { WrittenText } from './texts.ts'
import { partsInWords, words } from './words.ts'

/** Whose texts they are. */
export type ErasedFrom = { readonly type: 'ticket' | 'user'; readonly id: string }

/**
 * Says what erasing does, asks for a reason, and erases: one command for each version that is chosen.
 *
 * @fires sd-done - all that was chosen is erased
 * @fires sd-close - done, or given up
 */
@customElement('sd-erase-dialog')
export class EraseDialog extends LitElement {
  @property({ attribute: false }) from!: ErasedFrom
  /** What can be erased, as it was when the dialog was opened: it doesn't change under the person's eyes. */
  @property({ attribute: false }) texts: readonly WrittenText[] = []
  @property({ attribute: false }) chosen: ReadonlySet<number> = new Set()
  @consume({ context: appContext }) app!: App
  @state() private busy = false
  @state() private error = ''
  /** Versions that are erased already, where a later one was refused. */
  readonly #erased = new Set<number>()

  static override styles = [
    shared,
    formStyles,
    buttonStyle,
    css`
      .what {
        display: grid;
        gap: 4px;
        padding-left: 1.1em;
        list-style: disc;
      }
      .what li:last-child {
        font-weight: var(--wa-font-weight-bold);
      }
      fieldset {
        display: grid;
        gap: 2px;
        min-width: 0;
        max-height: 16rem;
        margin: 0;
        padding: var(--wa-space-xs) var(--wa-space-s);
        border: var(--sd-hairline);
        border-radius: var(--wa-border-radius-m);
        overflow-y: auto;
      }
      legend {
        padding-inline: 4px;
        font-weight: var(--wa-font-weight-semibold);
      }
      .version {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0 var(--wa-space-xs);
        padding-block: 4px;
      }
      .version input {
        width: 1.15rem;
        height: 1.15rem;
        margin: 2px 0;
      }
      .excerpt {
        grid-column: 2;
        min-width: 0;
      }
      .reason {
        display: grid;
        gap: 4px;
        font-weight: var(--wa-font-weight-semibold);
      }
    `,
  ]

  protected override firstUpdated(): void {
    void openDialog(this)
  }

  override render() {
    const takesSignIn = this.from.type === 'user' && this.texts.some(({ parts }) => parts.includes('name'))
    return html`<wa-dialog label=${words.title} style="--width: 34rem" @wa-after-hide=${this.#onHide}>
      <form novalidate @submit=${this.#onSubmit}>
        ${this.error === '' ? nothing : html`<div class="error" role="alert">${icon('warning')}${this.error}</div>`}
        <ul class="what">${takesSignIn ? html`<li>${words.signIn}</li>` : nothing}${words.what.map(text => html`<li>${text}</li>`)}</ul>
        ${this.#versions()}
        <label class="reason">${words.reason}
          <select class="field" name="reason" required>
            <option value="">${words.choose}</option>
            ${ERASURE_REASONS.map(reason => html`<option value=${reason}>${words.reasons[reason]}</option>`)}
          </select>
        </label>
        <div class="actions">
          <button class="button" type="button" autofocus @click=${this.#close}>${words.cancel}</button>
          <button class="button danger" aria-disabled=${this.busy}>${icon('eraser')}${words.confirm(this.chosen.size)}</button>
        </div>
      </form>
    </wa-dialog>`
  }

  #versions() {
    const [only] = this.texts
    if (this.texts.length === 1 && only !== undefined)
      return html`<p><b>${words.one(only.version, partsInWords(only.parts))}</b> <span class="quiet">“<bdi>${only.excerpt}</bdi>”</span></p>`
    return html`<p>${words.several(this.texts.length)}</p>
      <fieldset tabindex="0"><legend>${words.versions}</legend>${this.texts.map(text => this.#version(text))}</fieldset>`
  }

  #version({ version, parts, at, excerpt }: WrittenText) {
    const isErased = this.#erased.has(version)
    return html`<label class="version">
      <input type="checkbox" .checked=${this.chosen.has(version)} ?disabled=${isErased || this.busy} @change=${() => this.#toggle(version)}>
      <span>${words.one(version, partsInWords(parts))}, ${timeMark(at, Date.now())}${isErased ? ` – ${words.erased}` : nothing}</span>
      <span class="excerpt quiet truncate" dir="auto">${isErased ? nothing : excerpt}</span>
    </label>`
  }

  #toggle(version: number): void {
    const chosen = new Set(this.chosen)
    if (!chosen.delete(version)) chosen.add(version)
    this.chosen = chosen
  }

  #onSubmit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (this.busy || !(event.target instanceof HTMLFormElement)) return
    const given = fieldText(event.target, 'reason')
    const reason = ERASURE_REASONS.find(code => code === given)
    if (this.chosen.size === 0) this.error = words.chooseVersion
    else if (reason === undefined) this.error = words.chooseReason
    else await this.#erase(reason)
  }

  /** One after the other, so that what was refused is known by its version. */
  async #erase(reason: ErasureReason): Promise<void> {
    this.busy = true
    this.error = ''
    const versions = this.texts.map(({ version }) => version).filter(version => this.chosen.has(version))
    for (const version of versions) {
      const outcome = await this.#send(version, reason)
      // Somebody else was quicker: it is as it was wanted.
      if (!outcome.ok && outcome.error.code !== 'nothing_to_change') {
        this.busy = false
        this.error = this.#erased.size === 0 ? outcome.error.text : words.partly(this.#erased.size, outcome.error.text)
        return
      }
      this.#erased.add(version)
      this.#forget(version)
    }
    this.app.notices.show('success', words.done([...this.#erased].sort((a, b) => a - b)))
    this.dispatchEvent(new Event('sd-done'))
    this.#close()
  }

  #send(version: number, reason: ErasureReason): Promise<CommandOutcome> {
    const { type, id } = this.from
    const { commands } = this.app
    return type === 'ticket'
      ? commands.ticket(id, 'erase_content', { version, reason })
      : commands.user(id, 'erase_content', { version, reason })
  }

  #forget(version: number): void {
    const chosen = new Set(this.chosen)
    chosen.delete(version)
    this.chosen = chosen
  }

  #close = () => {
    this.dispatchEvent(new Event('sd-close'))
  }

  #onHide(event: Event): void {
    if (event.target === event.currentTarget) this.#close()
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-erase-dialog': EraseDialog
  }
}
