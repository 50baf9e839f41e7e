import { consume } from '@lit/context'
import { html, LitElement, nothing } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { fieldText, formStyles } from '../components/form.ts'
import { icon } from '../components/icons.ts'
import { openDialog } from '../components/open-dialog.ts'
import { type App, appContext } from '../state/app.ts'
import { shared } from '../styles/shared.ts'
import { words } from '../words.ts'

/**
 * Changes one's own password.
 *
 * @fires sd-close - done, or given up
 */
@customElement('sd-password-dialog')
export class PasswordDialog extends LitElement {
  static override styles = [shared, formStyles]

  @consume({ context: appContext }) app!: App
  @state() private busy = false
  @state() private error = ''

  protected override firstUpdated(): void {
    void openDialog(this)
  }

  override render() {
    return html`<wa-dialog label=${words.session.change} style="--width: 24rem" @wa-after-hide=${this.#onHide}>
      <form @submit=${this.#onSubmit}>
        ${this.error === '' ? nothing : html`<div class="error" role="alert">${icon('warning')}${this.error}</div>`}
        <wa-input autofocus name="current" type="password" label=${words.session.current} autocomplete="current-password"></wa-input>
        <wa-input name="next" type="password" label=${words.session.next} hint=${words.session.nextHint} autocomplete="new-password" password-toggle></wa-input>
        <div class="actions"><wa-button type="submit" variant="brand" ?loading=${this.busy}>${words.session.change}</wa-button></div>
      </form>
    </wa-dialog>`
  }

  async #onSubmit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (!(event.target instanceof HTMLFormElement) || this.busy) return
    this.busy = true
    const outcome = await this.app.session.changePassword(fieldText(event.target, 'current'), fieldText(event.target, 'next'))
    this.busy = false
    if (!outcome.ok) {
      this.error = outcome.error.text
      return
    }
    this.app.notices.show('success', words.session.changed)
    this.dispatchEvent(new Event('sd-close'))
  }

  #onHide(event: Event): void {
    if (event.target === event.currentTarget) this.dispatchEvent(new Event('sd-close'))
  }
}
