import { consume } from '@lit/context'
import { css, html, LitElement, nothing } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { nextFrame } from '../components/focus.ts'
import { icon } from '../components/icons.ts'
import { openDialog } from '../components/open-dialog.ts'
import { type App, appContext } from '../state/app.ts'
import type { ShortcutCommand } from '../state/shortcuts.ts'
import { shared } from '../styles/shared.ts'
import { words } from '../words.ts'
import { keyStyles, keys } from './keys.ts'

/**
 * Every command by its name, and tickets by their number.
 *
 * @fires sd-close
 */
@customElement('sd-command-palette')
export class CommandPalette extends LitElement {
  static override styles = [
    shared,
    keyStyles,
    css`
      wa-dialog {
        --spacing: 0;
        --width: 34rem;
      }
      .search {
        display: flex;
        align-items: center;
        gap: var(--wa-space-s);
        padding: 0 var(--wa-space-m);
        border-bottom: var(--sd-hairline);
        color: var(--wa-color-text-quiet);
      }
      input {
        flex: 1;
        min-width: 0;
        height: 3rem;
        border: 0;
        background: none;
        color: var(--wa-color-text-normal);
        font: inherit;
        font-size: 1rem;
      }
      input:focus {
        outline: none;
      }
      [role='listbox'] {
        height: 20rem;
        overflow: auto;
        padding: var(--wa-space-2xs);
      }
      [role='option'] {
        display: flex;
        align-items: center;
        justify-content: space-between;
        min-height: 2.25rem;
        padding: 0 var(--wa-space-s);
        border-radius: var(--wa-border-radius-s);
        cursor: pointer;
      }
      [role='option'][aria-selected='true'] {
        background: var(--wa-color-brand-fill-quiet);
        color: var(--wa-color-brand-on-normal);
      }
      .none {
        padding: var(--wa-space-m);
        color: var(--wa-color-text-quiet);
      }
    `,
  ]

  @consume({ context: appContext }) app!: App
  @state() private search = ''
  @state() private active = 0

  protected override firstUpdated(): void {
    void openDialog(this)
  }

  override render() {
    const found = this.#found()
    return html`<wa-dialog light-dismiss without-header label=${words.help.palette} @wa-after-hide=${this.#onHide}>
      <div class="search">
        ${icon('search')}
        <input
          autofocus
          role="combobox"
          aria-expanded="true"
          aria-controls="commands"
          aria-activedescendant=${found.length > 0 ? `command-${this.active}` : nothing}
          aria-label=${words.help.paletteHint}
          placeholder=${words.help.paletteHint}
          autocomplete="off"
          spellcheck="false"
          @input=${this.#onInput}
          @keydown=${this.#onKey}
        />
      </div>
      <div id="commands" role="listbox" aria-label=${words.help.palette}>
        ${found.map(
          (
            command,
            index,
          ) => html`<div id="command-${index}" role="option" aria-selected=${index === this.active} @click=${() => this.#run(command)}>
            <span class="truncate">${command.title}</span>${command.key === undefined ? nothing : keys(command.key)}
          </div>`,
        )}
        ${found.length === 0 ? html`<div class="none">${words.help.noCommand}</div>` : nothing}
      </div>
    </wa-dialog>`
  }

  #found(): readonly ShortcutCommand[] {
    const search = this.search.trim().toLowerCase()
    const number = /^#?(\d+)$/.exec(search)?.[1]
    const ticket: ShortcutCommand[] =
      number === undefined
        ? []
        : [{ id: 'ticket', title: words.help.openTicket(number), run: () => this.app.router.go(`/tickets/${number}`) }]
    const commands = this.app.shortcuts.commands.value.filter(
      ({ title, isEnabled }) => isEnabled?.() !== false && search.split(/\s+/).every(word => title.toLowerCase().includes(word)),
    )
    return [...ticket, ...commands]
  }

  #onInput(event: InputEvent): void {
    if (event.target instanceof HTMLInputElement) this.search = event.target.value
    this.active = 0
  }

  #onKey(event: KeyboardEvent): void {
    const found = this.#found()
    if (event.key === 'ArrowDown') this.active = (this.active + 1) % Math.max(1, found.length)
    else if (event.key === 'ArrowUp') this.active = (this.active + found.length - 1) % Math.max(1, found.length)
    else if (event.key === 'Enter') {
      const command = found[this.active]
      if (command !== undefined) void this.#run(command)
    } else return
    event.preventDefault()
    void this.updateComplete.then(() => this.renderRoot.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }))
  }

  /** First closes: as long as this dialog is open, what the command gives the keyboard to can't have it. */
  async #run(command: ShortcutCommand): Promise<void> {
    this.dispatchEvent(new Event('sd-close'))
    await nextFrame()
    command.run()
  }

  #onHide(event: Event): void {
    if (event.target === event.currentTarget) this.dispatchEvent(new Event('sd-close'))
  }
}
