import '@awesome.me/webawesome/dist/components/switch/switch.js'
import { consume } from '@lit/context'
import { css, html, LitElement } from 'lit'
import { customElement } from 'lit/decorators.js'
import { openDialog } from '../components/open-dialog.ts'
import { type App, appContext } from '../state/app.ts'
import { Watch } from '../state/cell.ts'
import { shared } from '../styles/shared.ts'
import { words } from '../words.ts'
import { keyStyles, keys } from './keys.ts'

/**
 * The keys that work on this page, and the switch that turns single ones off.
 *
 * @fires sd-close
 */
@customElement('sd-help-sheet')
export class HelpSheet extends LitElement {
  static override styles = [
    shared,
    keyStyles,
    css`
      li {
        display: flex;
        justify-content: space-between;
        gap: var(--wa-space-m);
        padding: var(--wa-space-xs) 0;
        border-bottom: var(--sd-hairline);
      }
      wa-switch {
        margin-top: var(--wa-space-m);
      }
    `,
  ]

  @consume({ context: appContext }) app!: App

  constructor() {
    super()
    new Watch(this, () => this.app.shortcuts.singleKeys)
  }

  protected override firstUpdated(): void {
    void openDialog(this)
  }

  override render() {
    const { shortcuts } = this.app
    return html`<wa-dialog light-dismiss label=${words.help.title} style="--width: 28rem" @wa-after-hide=${this.#onHide}>
      <ul>
        <li>${words.help.palette}${keys('Ctrl K')}</li>
        ${shortcuts.commands.value.map(({ title, key }) => (key === undefined ? '' : html`<li>${title}${keys(key)}</li>`))}
      </ul>
      <wa-switch
        ?checked=${shortcuts.singleKeys.value}
        hint=${words.help.singleKeysHint}
        @change=${(event: Event) => shortcuts.useSingleKeys(event.target instanceof HTMLElement && 'checked' in event.target && event.target.checked === true)}
      >${words.help.singleKeys}</wa-switch>
    </wa-dialog>`
  }

  #onHide(event: Event): void {
    if (event.target === event.currentTarget) this.dispatchEvent(new Event('sd-close'))
  }
}
