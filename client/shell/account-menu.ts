import { consume } from '@lit/context'
import { css, html, LitElement, nothing } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import type { Me } from '../../core/protocol/messages.ts'
import { avatar, avatarStyles } from '../components/avatar.ts'
import { icon } from '../components/icons.ts'
import { type App, appContext } from '../state/app.ts'
import { Watch } from '../state/cell.ts'
import { THEMES, type ThemeChoice } from '../state/theme.ts'
import { shared } from '../styles/shared.ts'
import { words } from '../words.ts'
import { OverlayEvent } from './overlay.ts'

const THEME_ICON = { light: 'sun', dark: 'moon', system: 'monitor' } as const satisfies Record<ThemeChoice, string>

/** Who sits here, and what is theirs to set: theme, keys, password, signing in and out. */
@customElement('sd-account-menu')
export class AccountMenu extends LitElement {
  static override styles = [
    shared,
    avatarStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      wa-dropdown {
        display: block;
      }
      .trigger {
        display: flex;
        align-items: center;
        gap: var(--wa-space-xs);
        width: 100%;
        min-height: 2.25rem;
        padding: var(--wa-space-2xs) var(--wa-space-xs);
        border: 0;
        border-radius: var(--wa-border-radius-m);
        background: none;
        color: inherit;
        font: inherit;
        text-align: start;
        cursor: pointer;
      }
      .trigger:hover {
        background: var(--wa-color-neutral-fill-normal);
      }
      .name {
        flex: 1;
        min-width: 0;
      }
      .guest {
        display: grid;
        place-items: center;
        width: 1.5rem;
        height: 1.5rem;
        color: var(--wa-color-text-quiet);
      }
      .sign-in {
        display: flex;
        align-items: center;
        justify-content: center;
        gap: var(--wa-space-xs);
        width: 100%;
        height: 2rem;
        margin-bottom: var(--wa-space-2xs);
        padding: 0 var(--wa-space-s);
        border: 0;
        border-radius: var(--wa-border-radius-m);
        background: var(--wa-color-brand-fill-loud);
        color: var(--wa-color-brand-on-loud);
        font: inherit;
        font-weight: var(--wa-font-weight-semibold);
        cursor: pointer;
      }
      .sign-in:hover {
        filter: brightness(1.08);
      }
      .heading {
        padding: var(--wa-space-2xs) var(--wa-space-s);
        color: var(--wa-color-text-quiet);
        font-size: var(--wa-font-size-s);
      }
      @media (max-width: 719px) {
        :host {
          display: flex;
          align-items: center;
          gap: var(--wa-space-2xs);
        }
        .sign-in {
          margin: 0;
          width: auto;
          white-space: nowrap;
        }
        .name {
          position: absolute;
          width: 1px;
          clip-path: inset(50%);
        }
        .trigger > .icon {
          display: none;
        }
        .trigger {
          min-width: 2.25rem;
          justify-content: center;
        }
      }
      @media (max-width: 359px) {
        .sign-in .icon {
          display: none;
        }
      }
    `,
  ]

  @consume({ context: appContext }) app!: App
  @state() private changingPassword = false
  /** The menu's parts are loaded when it is first opened: no page needs them to begin with. */
  @state() private loaded = false

  constructor() {
    super()
    new Watch(this, () => this.app.session.me)
    new Watch(this, () => this.app.theme.choice)
  }

  override render() {
    const me = this.app.session.me.value
    return html`
      ${
        me === null
          ? html`<button class="sign-in" type="button" @click=${() => this.app.session.ask()}>${icon('log-in')}${words.session.signIn}</button>`
          : nothing
      }
      ${this.loaded ? this.#menu(me) : this.#trigger(me, () => void this.#load())}
      ${this.changingPassword ? this.#passwordDialog() : nothing}
    `
  }

  #trigger(me: Me | null, open: () => void = () => {}) {
    return html`<button slot="trigger" class="trigger" type="button" aria-haspopup="menu" @click=${open}>
      ${me === null ? html`<span class="guest">${icon('circle-user')}</span>` : avatar(me.id, me.displayName)}
      <span class="visually-hidden">${words.session.account}</span>
      <span class="name truncate">${me?.displayName ?? words.session.guest}</span>
      ${icon('chevron-up')}
    </button>`
  }

  #menu(me: Me | null) {
    return html`<wa-dropdown open placement="top-start" @wa-select=${this.#onSelect}>
      ${this.#trigger(me)}
      <div class="heading">${me === null ? words.session.guestHint : `@${me.name} · ${me.role === 'admin' ? words.session.admin : words.session.member}`}</div>
      <wa-divider></wa-divider>
      ${THEMES.map(
        theme => html`<wa-dropdown-item type="checkbox" value="theme-${theme}" ?checked=${this.app.theme.choice.value === theme}>
          ${icon(THEME_ICON[theme], 'icon')}${words.theme[theme]}
        </wa-dropdown-item>`,
      )}
      <wa-divider></wa-divider>
      <wa-dropdown-item value="help">${icon('keyboard', 'icon')}${words.help.title}</wa-dropdown-item>
      ${
        me === null
          ? nothing
          : html`<wa-dropdown-item value="password">${icon('lock', 'icon')}${words.session.changePassword}</wa-dropdown-item>
              <wa-dropdown-item value="sign-out">${icon('log-in', 'icon')}${words.session.signOut}</wa-dropdown-item>`
      }
    </wa-dropdown>`
  }

  async #load(): Promise<void> {
    await import('./menu-parts.ts')
    this.loaded = true
  }

  #passwordDialog() {
    void import('./password-dialog.ts')
    return html`<sd-password-dialog
      @sd-close=${() => {
        this.changingPassword = false
      }}
    ></sd-password-dialog>`
  }

  #onSelect(event: CustomEvent<{ readonly item: { readonly value: string } }>): void {
    const { value } = event.detail.item
    const theme = THEMES.find(choice => value === `theme-${choice}`)
    if (theme !== undefined) this.app.theme.choose(theme)
    // A checkbox item switches itself off when chosen again: the choice, not the click, says which is on.
    this.requestUpdate()
    if (value === 'help') this.dispatchEvent(new OverlayEvent('help'))
    if (value === 'password') this.changingPassword = true
    if (value === 'sign-out') void this.#signOut()
  }

  async #signOut(): Promise<void> {
    const outcome = await this.app.session.signOut()
    if (outcome.ok) this.app.live.say(words.session.signedOut)
    else this.app.notices.show('danger', outcome.error.text)
  }
}
