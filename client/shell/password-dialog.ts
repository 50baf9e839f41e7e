import { consume } from '@lit/context'
import { css, html, LitElement, nothing } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { fieldText, formStyles } from '../components/form.ts'
import { icon } from '../components/icons.ts'
import { openDialog } from '../components/open-dialog.ts'
import { type App, appContext } from '../state/app.ts'
import { shared } from '../styles/shared.ts'
import { words } from '../words.ts'

const FIELDS = ['current', 'next'] as const
type Field = (typeof FIELDS)[number]

/**
 * Changes one's own password.
 *
 * @fires sd-close - done, or given up
 */
@customElement('sd-password-dialog')
export class PasswordDialog extends LitElement {
  static override styles = [
    shared,
    formStyles,
    css`
      .field {
        display: grid;
        gap: var(--wa-space-xs);
      }
    `,
  ]

  @consume({ context: appContext }) app!: App
  @state() private busy = false
  /** The sentence of the refusal, and the field that it is about; without a field it stands above the form. */
  @state() private error: { readonly text: string; readonly field: Field | null } | null = null

  protected override firstUpdated(): void {
    void openDialog(this)
  }

  override render() {
    return html`<wa-dialog label=${words.session.change} style="--width: 24rem" @wa-after-hide=${this.#onHide}>
      <form @submit=${this.#onSubmit}>
        ${this.#error(null)}
        <div class="field">
          <wa-input autofocus name="current" type="password" label=${words.session.current} autocomplete="current-password"></wa-input>
          ${this.#error('current')}
        </div>
        <div class="field">
          <wa-input name="next" type="password" label=${words.session.next} hint=${words.session.nextHint} autocomplete="new-password" password-toggle></wa-input>
          ${this.#error('next')}
        </div>
        <div class="actions"><wa-button type="submit" variant="brand" ?loading=${this.busy}>${words.session.change}</wa-button></div>
      </form>
    </wa-dialog>`
  }

  #error(field: Field | null) {
    if (this.error === null || this.error.field !== field) return nothing
    return html`<div class="error" role="alert">${icon('warning')}${this.error.text}</div>`
  }

  async #onSubmit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (!(event.target instanceof HTMLFormElement) || this.busy) return
    this.busy = true
    this.error = null
    const outcome = await this.app.session.changePassword(fieldText(event.target, 'current'), fieldText(event.target, 'next'))
    this.busy = false
    if (!outcome.ok) {
      const field = FIELDS.find(name => name === outcome.error.field) ?? null
      this.error = { text: outcome.error.text, field }
      if (field !== null) this.renderRoot.querySelector<HTMLElement>(`wa-input[name="${field}"]`)?.focus()
      return
    }
    this.app.notices.show('success', words.session.changed)
    this.dispatchEvent(new Event('sd-close'))
  }

  #onHide(event: Event): void {
    if (event.target === event.currentTarget) this.dispatchEvent(new Event('sd-close'))
  }
}
