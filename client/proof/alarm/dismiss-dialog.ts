import { consume } from '@lit/context'
import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { fieldText, formStyles } from '../../components/form.ts'
import { icon } from '../../components/icons.ts'
import { openDialog } from '../../components/open-dialog.ts'
import { type App, appContext } from '../../state/app.ts'
import { shared } from '../../styles/shared.ts'
import type { Alarm } from '../memory/records.ts'
import { words } from './words.ts'

/** Asks how alarms were explained, which are taken to have one cause, and says what follows from each answer. */
@customElement('sd-dismiss-dialog')
export class DismissDialog extends LitElement {
  @property({ attribute: false }) alarms: readonly Alarm[] = []
  @consume({ context: appContext }) app!: App
  @state() private choice: 'keep' | 'accept' = 'keep'
  @state() private error = ''

  static override styles = [
    shared,
    formStyles,
    css`
      fieldset {
        display: grid;
        gap: var(--wa-space-s);
        margin: 0;
        padding: 0;
        border: 0;
      }
      label {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 2px var(--wa-space-xs);
      }
      label strong {
        font-weight: var(--wa-font-weight-semibold);
      }
      label .quiet {
        grid-column: 2;
      }
      input {
        margin-top: 0.3em;
        accent-color: var(--wa-color-brand-fill-loud);
      }
    `,
  ]

  protected override firstUpdated(): void {
    void openDialog(this)
  }

  override render() {
    return html`<wa-dialog label=${words.question} style="--width: 34rem" @wa-after-hide=${this.#onHide}>
      <form @submit=${this.#onSubmit}>
        <p class="quiet">${words.hint(this.alarms.length)}</p>
        ${this.error === '' ? nothing : html`<div class="error" role="alert">${icon('warning')}${this.error}</div>`}
        <fieldset aria-label=${words.question}>${this.#choice('keep')}${this.#choice('accept')}</fieldset>
        <wa-input name="why" label=${words.why} autocomplete="off" maxlength="500"></wa-input>
        <div class="actions">
          <wa-button appearance="plain" @click=${this.#close}>${words.cancel}</wa-button>
          <wa-button type="submit" variant="danger">${words.confirm}</wa-button>
        </div>
      </form>
    </wa-dialog>`
  }

  #choice(choice: 'keep' | 'accept') {
    const { title, text } = words.choices[choice]
    const isOfLog = choice === 'accept' && this.alarms.some(({ aggregate }) => aggregate === null)
    const choose = () => {
      this.choice = choice
    }
    return html`<label>
      <input type="radio" name="choice" value=${choice} .checked=${this.choice === choice} @change=${choose} />
      <strong>${title}</strong><span class="quiet">${text}${isOfLog ? ` ${words.choices.accept.log}` : nothing}</span>
    </label>`
  }

  async #onSubmit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (!(event.target instanceof HTMLFormElement)) return
    const why = fieldText(event.target, 'why').trim()
    if (why === '') {
      this.error = words.whyMissing
      return
    }
    const witness = await this.app.witness.get()
    if (this.choice === 'keep') await witness.putAside(this.alarms, why)
    else await witness.accept(this.alarms)
    this.#close()
    // What stands still since the alarm begins anew. Not while changes wait: they would be lost.
    if (this.choice === 'accept' && this.app.commands.pending.value.length === 0) window.location.reload()
  }

  #onHide(event: Event): void {
    if (event.target === event.currentTarget) this.#close()
  }

  #close = () => {
    this.dispatchEvent(new Event('sd-close'))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-dismiss-dialog': DismissDialog
  }
}
