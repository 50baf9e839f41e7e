import '@awesome.me/webawesome/dist/components/button/button.js'
import '@awesome.me/webawesome/dist/components/dialog/dialog.js'
import '@awesome.me/webawesome/dist/components/input/input.js'
import { consume } from '@lit/context'
import { html, LitElement, nothing } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { z } from 'zod'
import { uuidSchema } from '../../core/protocol/text.ts'
import { fieldText, formStyles } from '../components/form.ts'
import { icon } from '../components/icons.ts'
import { openDialog } from '../components/open-dialog.ts'
import { type App, appContext } from '../state/app.ts'
import { randomId } from '../state/ids.ts'
import { shared } from '../styles/shared.ts'
import { buttonStyle } from '../ticket/button-style.ts'
import { fetchJson, jsonBody } from './fetch-json.ts'
import { words } from './words.ts'

const createdSchema = z.object({ id: uuidSchema })

/**
 * Adds a person with a password, for administrators.
 *
 * @fires sd-close - done, or given up
 */
@customElement('sd-add-person-dialog')
export class AddPersonDialog extends LitElement {
  static override styles = [shared, formStyles, buttonStyle]

  @consume({ context: appContext }) app!: App
  @state() private busy = false
  @state() private error = ''
  /** Sent again after a lost answer, the same person is created once. */
  readonly #id = randomId()

  protected override firstUpdated(): void {
    void openDialog(this)
  }

  override render() {
    return html`<wa-dialog label=${words.people.add} style="--width: 26rem" @wa-after-hide=${this.#onHide}>
      <form @submit=${this.#onSubmit}>
        ${this.error === '' ? nothing : html`<div class="error" role="alert">${icon('warning')}${this.error}</div>`}
        <wa-input autofocus required name="displayName" label=${words.people.displayName} maxlength="100" autocomplete="off"></wa-input>
        <wa-input required name="name" label=${words.people.signInName} hint=${words.people.nameHint} maxlength="32" autocomplete="off"></wa-input>
        <wa-input required name="password" type="password" label=${words.people.password} hint=${words.people.passwordHint} autocomplete="new-password" password-toggle></wa-input>
        <label>${words.people.role}
          <select class="field" name="role"><option value="member">${words.people.member}</option><option value="admin">${words.people.admin}</option></select>
        </label>
        <div class="actions"><wa-button type="submit" variant="brand" ?loading=${this.busy}>${words.people.create}</wa-button></div>
      </form>
    </wa-dialog>`
  }

  async #onSubmit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const form = event.target
    if (!(form instanceof HTMLFormElement) || this.busy) return
    this.busy = true
    const person = {
      id: this.#id,
      displayName: fieldText(form, 'displayName').trim(),
      name: fieldText(form, 'name').trim(),
      role: fieldText(form, 'role') === 'admin' ? 'admin' : 'member',
      password: fieldText(form, 'password'),
    }
    const created = await fetchJson('/api/users', createdSchema, jsonBody('POST', person))
    this.busy = false
    if (!created.ok) {
      this.error = created.text
      return
    }
    this.app.notices.show('success', `${person.displayName} can sign in as ${person.name} now.`)
    this.dispatchEvent(new Event('sd-close'))
  }

  #onHide(event: Event): void {
    if (event.target === event.currentTarget) this.dispatchEvent(new Event('sd-close'))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-add-person-dialog': AddPersonDialog
  }
}
