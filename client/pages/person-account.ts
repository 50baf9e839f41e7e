import '../erasure/erase-menu.ts'
import '../ticket/action-button.ts'
import { consume } from '@lit/context'
import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { z } from 'zod'
import type { UserSnapshot } from '../../core/user/machine.ts'
import { userStateOf } from '../../core/user/machine.ts'
import { keepFocus } from '../components/focus.ts'
import type { WrittenText } from '../erasure/texts.ts'
import { words as erasureWords } from '../erasure/words.ts'
import { type App, appContext } from '../state/app.ts'
import { Watch } from '../state/cell.ts'
import type { CommandOutcome } from '../state/commands.ts'
import { shared } from '../styles/shared.ts'
import { buttonStyle } from '../ticket/button-style.ts'
import { words as appWords } from '../words.ts'
import { fetchJson, jsonBody } from './fetch-json.ts'
import { accountAvailability } from './user-actions.ts'
import { words } from './words.ts'

type Question = 'disable' | 'admin'

/** What oneself or an administrator can change about an account. */
@customElement('sd-person-account')
export class PersonAccount extends LitElement {
  @property() person = ''
  @property({ attribute: false }) snapshot!: UserSnapshot
  /** Why nothing can be changed at all. */
  @property() halt: string | null = null
  /** The names that an administrator can erase. */
  @property({ attribute: false }) texts: readonly WrittenText[] = []
  @consume({ context: appContext }) app!: App
  @state() private refusal: string | null = null
  @state() private done: string | null = null
  /** What is asked about before it is done. */
  @state() private question: Question | null = null
  @state() private form: 'none' | 'name' | 'password' | 'own-password' = 'none'

  static override styles = [
    shared,
    buttonStyle,
    css`
      :host {
        display: grid;
        gap: var(--wa-space-xs);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: var(--wa-space-xs);
      }
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: flex-end;
        gap: var(--wa-space-xs);
      }
      label {
        display: grid;
        gap: 2px;
        flex: 1;
        max-width: 20rem;
        font-weight: var(--wa-font-weight-semibold);
      }
      .hint {
        display: block;
        font-weight: var(--wa-font-weight-normal);
      }
      .question {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--wa-space-xs);
      }
      .done {
        color: var(--sd-color-solved);
      }
    `,
  ]

  constructor() {
    super()
    new Watch(this, () => this.app.session.me)
  }

  override render() {
    const me = this.app.session.me.value
    const self = me?.id === this.person
    if (!self && me?.role !== 'admin') return nothing
    return html`
      <div class="row">${this.#rename()}${self ? this.#ownPassword() : html`${this.#password()}${this.#role()}${this.#state()}`}
        <sd-erase-menu button=${erasureWords.eraseNames} .from=${{ type: 'user', id: this.person }} .texts=${this.texts}></sd-erase-menu></div>
      ${this.question === null ? nothing : this.#questionOf(this.question)}
      ${this.form === 'name' ? this.#nameForm() : nothing}
      ${this.form === 'password' ? this.#passwordForm() : nothing}
      ${this.form === 'own-password' ? html`<sd-password-dialog @sd-close=${() => this.#show('none')}></sd-password-dialog>` : nothing}
      ${this.refusal === null ? nothing : html`<p class="refusal" role="alert">${this.refusal}</p>`}
      ${this.done === null ? nothing : html`<p class="done" role="status">${this.done}</p>`}
    `
  }

  get #situation() {
    return { id: this.person, snapshot: this.snapshot, me: this.app.session.me.value, halt: this.halt }
  }

  #rename() {
    const can = accountAvailability(this.#situation, words.people.whatToRename, by => ({
      type: 'rename_user',
      payload: { displayName: `${this.snapshot.context.displayName.text}…` },
      by,
    }))
    return html`<sd-action icon="pencil" label="Change name" .can=${can} .expanded=${this.form === 'name'} @run=${() => this.#show('name')}></sd-action>`
  }

  #role() {
    const role = this.snapshot.context.role === 'admin' ? 'member' : 'admin'
    const can = accountAvailability(this.#situation, words.people.whatToManage, by => ({ type: 'set_role', payload: { role }, by }))
    return html`<sd-action class="admin" label=${role === 'admin' ? words.people.askAdmin : words.people.makeMember} .can=${can}
      .expanded=${role === 'admin' ? this.question === 'admin' : null} @run=${() => (role === 'admin' ? this.#ask('admin') : this.#setRole(role))}></sd-action>`
  }

  #state() {
    const type = userStateOf(this.snapshot) === 'active' ? 'disable_user' : 'enable_user'
    const can = accountAvailability(this.#situation, words.people.whatToManage, by => ({ type, payload: {}, by }))
    return html`<sd-action class="disable" label=${type === 'disable_user' ? words.people.askDisable : words.people.enable} .can=${can}
      .expanded=${type === 'disable_user' ? this.question === 'disable' : null} @run=${() => (type === 'disable_user' ? this.#ask('disable') : this.#switch(type))}></sd-action>`
  }

  #questionOf(question: Question) {
    const name = this.snapshot.context.displayName.text ?? this.app.people.nameOf(this.person)
    const text = question === 'admin' ? words.people.adminQuestion(name) : words.people.disableQuestion(name)
    return html`<div class="question" role="group" aria-label=${text} @keydown=${this.#onKey}>
      <span>${text}</span>
      <button class="button danger" type="button" @click=${this.#confirm}>${question === 'admin' ? words.people.makeAdmin : words.people.disable}</button>
      <button class="button keep" type="button" @click=${this.#keep}>${words.people.cancel}</button>
    </div>`
  }

  /** The harmless answer gets the keyboard. */
  async #ask(question: Question): Promise<void> {
    this.#show('none')
    this.question = question
    await this.updateComplete
    this.renderRoot.querySelector<HTMLElement>('.keep')?.focus()
  }

  #confirm = () => {
    const { question } = this
    this.#keep()
    if (question === 'admin') void this.#setRole('admin')
    if (question === 'disable') void this.#switch('disable_user')
  }

  #keep = () => {
    const { question } = this
    this.question = null
    void keepFocus(this, () => this.renderRoot.querySelector(`sd-action.${question}`))
  }

  #onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') this.#keep()
  }

  #setRole(role: 'admin' | 'member'): Promise<boolean> {
    return this.#send(this.app.commands.user(this.person, 'set_role', { role }))
  }

  #switch(type: 'disable_user' | 'enable_user'): Promise<boolean> {
    return this.#send(this.app.commands.user(this.person, type, {}))
  }

  #password() {
    return html`<sd-action icon="lock" label=${words.people.setPassword} .expanded=${this.form === 'password'} @run=${() => this.#show('password')}></sd-action>`
  }

  #ownPassword() {
    return html`<sd-action icon="lock" label="Change password" @run=${this.#openOwnPassword}></sd-action>`
  }

  #openOwnPassword = async () => {
    try {
      await import('../shell/password-dialog.ts')
      this.#show('own-password')
    } catch {
      this.app.notices.show('warning', appWords.sheetFailed)
    }
  }

  #nameForm() {
    return html`<form @submit=${this.#saveName}>
      <label>${words.people.displayName}<input class="field" dir="auto" name="displayName" maxlength="100" required .value=${this.snapshot.context.displayName.text ?? ''}></label>
      <button class="button brand">${words.people.save}</button>
      <button class="button" type="button" @click=${() => this.#show('none')}>${words.people.cancel}</button>
    </form>`
  }

  #passwordForm() {
    return html`<form @submit=${this.#savePassword}>
      <label><span>${words.people.newPassword}<span class="hint quiet">${words.people.passwordHint}</span></span><input class="field" name="password" type="password" autocomplete="new-password" required></label>
      <button class="button brand">${words.people.save}</button>
      <button class="button" type="button" @click=${() => this.#show('none')}>${words.people.cancel}</button>
    </form>`
  }

  #show(form: PersonAccount['form']): void {
    this.question = null
    this.refusal = null
    this.done = null
    this.form = this.form === form ? 'none' : form
  }

  async #send(sent: Promise<CommandOutcome>): Promise<boolean> {
    this.refusal = null
    this.done = null
    const outcome = await sent
    if (!outcome.ok) this.refusal = outcome.error.text
    return outcome.ok
  }

  #saveName = async (event: SubmitEvent) => {
    event.preventDefault()
    const displayName = field(event, 'displayName')
    const saved = await this.#send(this.app.commands.user(this.person, 'rename_user', { displayName }))
    if (saved) this.form = 'none'
  }

  #savePassword = async (event: SubmitEvent) => {
    event.preventDefault()
    const set = await fetchJson(`/api/users/${this.person}/password`, z.null(), jsonBody('PUT', { password: field(event, 'password') }))
    this.refusal = set.ok ? null : set.text
    this.done = set.ok ? words.people.passwordSet : null
    if (set.ok) this.form = 'none'
  }
}

function field(event: SubmitEvent, name: string): string {
  const value = event.target instanceof HTMLFormElement ? new FormData(event.target).get(name) : null
  return typeof value === 'string' ? value : ''
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-person-account': PersonAccount
  }
}
