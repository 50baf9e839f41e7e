import { consume } from '@lit/context'
import { html, LitElement, nothing } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { fieldText, formStyles } from '../components/form.ts'
import { icon } from '../components/icons.ts'
import { openDialog } from '../components/open-dialog.ts'
import { type App, appContext } from '../state/app.ts'
import { shared } from '../styles/shared.ts'
import { words } from '../words.ts'

/** Asks for name and password. Whoever closes it goes on as a guest. */
@customElement('sd-sign-in-dialog')
export class SignInDialog extends LitElement {
  static override styles = [shared, formStyles]

  /** What the person wanted to do; empty where they just want to sign in. */
  @property() why = ''
  @consume({ context: appContext }) app!: App
  @state() private busy = false
  @state() private error = ''

  protected override firstUpdated(): void {
    void openDialog(this)
  }

  override render() {
    return html`<wa-dialog label=${words.session.title} style="--width: 24rem" @wa-after-hide=${this.#onHide}>
      <form @submit=${this.#onSubmit}>
        ${this.why === '' ? nothing : html`<p class="quiet">${this.why}</p>`}
        ${this.error === '' ? nothing : html`<div class="error" role="alert">${icon('warning')}${this.error}</div>`}
        <wa-input autofocus name="name" label=${words.session.name} autocomplete="username" autocapitalize="none" spellcheck="false"></wa-input>
        <wa-input name="password" type="password" label=${words.session.password} autocomplete="current-password" password-toggle></wa-input>
        <div class="actions">
          <wa-button appearance="plain" @click=${() => this.app.session.dismiss()}>${words.session.continue}</wa-button>
          <wa-button type="submit" variant="brand" ?loading=${this.busy}>${words.session.signIn}</wa-button>
        </div>
      </form>
    </wa-dialog>`
  }

  async #onSubmit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (!(event.target instanceof HTMLFormElement) || this.busy) return
    const name = fieldText(event.target, 'name').trim()
    const password = fieldText(event.target, 'password')
    if (name === '' || password === '') {
      this.error = words.session.missing
      return
    }
    this.busy = true
    const outcome = await this.app.session.signIn(name, password)
    this.busy = false
    if (outcome.ok) this.app.live.say(words.session.signedIn(this.app.session.me.value?.displayName ?? name))
    else this.error = outcome.error.text
  }

  #onHide(event: Event): void {
    if (event.target === event.currentTarget) this.app.session.dismiss()
  }
}
