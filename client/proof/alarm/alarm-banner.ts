import './dismiss-dialog.ts'
import { consume } from '@lit/context'
import { css, html, LitElement, nothing } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { icon } from '../../components/icons.ts'
import { exactTime } from '../../components/time.ts'
import { type App, appContext } from '../../state/app.ts'
import { Watch } from '../../state/cell.ts'
import { shared } from '../../styles/shared.ts'
import { buttonStyle } from '../../ticket/button-style.ts'
import { evidenceText } from '../memory/evidence.ts'
import type { Alarm } from '../memory/records.ts'
import { words as memoryWords } from '../memory/words.ts'
import { saveText } from '../save-text.ts'
import { sideFacts } from './side-facts.ts'
import { words } from './words.ts'

/** On every page until somebody has dealt with it: what was seen before, what is shown now, and the evidence as a file. */
@customElement('sd-alarm-banner')
export class AlarmBanner extends LitElement {
  @consume({ context: appContext }) app!: App
  @state() private dismissing = false
  /** The one that is shown, by its key: one that comes meanwhile doesn't take its place. */
  @state() private chosen: string | null = null

  static override styles = [
    shared,
    buttonStyle,
    css`
      .alarm {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 2px var(--wa-space-s);
        padding: var(--wa-space-s) var(--wa-space-m);
        border-bottom: 2px solid var(--wa-color-danger-border-loud);
        color: var(--wa-color-danger-on-quiet);
      }
      .alarm > .icon {
        margin-top: 2px;
        font-size: 22px;
      }
      h2 {
        font-size: var(--wa-font-size-m);
      }
      a {
        color: inherit;
        text-decoration: underline;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        align-content: start;
        justify-content: end;
        gap: var(--wa-space-xs);
      }
      summary {
        width: fit-content;
        cursor: pointer;
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 2px var(--wa-space-s);
        margin-block: var(--wa-space-2xs);
      }
      dt {
        font-weight: var(--wa-font-weight-semibold);
      }
      dd {
        overflow-wrap: anywhere;
      }
      details p {
        max-width: 90ch;
        margin-top: var(--wa-space-2xs);
      }
      @media (max-width: 719px) {
        .alarm {
          grid-template-columns: auto minmax(0, 1fr);
        }
        .actions {
          grid-column: 1 / -1;
          justify-content: start;
        }
        dl {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ]

  constructor() {
    super()
    new Watch(this, () => this.app.witness.alarms)
  }

  override render() {
    const alarms = this.app.witness.alarms.value
    const at = Math.max(
      0,
      alarms.findIndex(({ key }) => key === this.chosen),
    )
    const alarm = alarms[at]
    if (alarm === undefined) return nothing
    return html`<section class="alarm" role="alert" aria-labelledby="title">
      ${icon('shield-alert')}
      <div>
        <h2 id="title">${words.title}</h2>
        <p>${alarm.message} ${this.#subject(alarm)}</p>
        <details>
          <summary>${words.show}</summary>
          <dl>${this.#side(alarm, 'remembered', words.before)}${this.#side(alarm, 'shown', words.now)}</dl>
          ${memoryWords.explain[alarm.kind].map(sentence => html`<p>${sentence}</p>`)}
          <p>${words.noticed(exactTime(alarm.at))}</p>
        </details>
      </div>
      <div class="actions">
        ${alarms.length === 1 ? nothing : this.#others(at, alarms)}
        <button class="button" type="button" @click=${() => this.#export(alarm)}>${icon('arrow-down')}${words.export}</button>
        <button class="button" type="button" @click=${() => this.#ask(true)}>${words.dismiss}</button>
      </div>
    </section>
    ${this.dismissing ? html`<sd-dismiss-dialog .alarm=${alarm} @sd-close=${() => this.#ask(false)}></sd-dismiss-dialog>` : nothing}`
  }

  #others(at: number, alarms: readonly Alarm[]) {
    const show = () => {
      this.chosen = alarms[(at + 1) % alarms.length]?.key ?? null
    }
    return html`<button class="button bare" type="button" @click=${show}>${words.place(at + 1, alarms.length)}${icon('chevron-right')}<span class="visually-hidden">${words.next}</span></button>`
  }

  #subject({ aggregate }: Alarm) {
    return aggregate?.type === 'ticket' ? html`<a href="/tickets/${aggregate.id}">${words.which}</a>` : nothing
  }

  #side(alarm: Alarm, side: 'remembered' | 'shown', title: string) {
    const { at, bundle } = alarm[side]
    return html`<dt>${title}</dt>
      <dd>${sideFacts(alarm, side).map(({ text, value }) => html`<div>${text} ${value === null ? nothing : html`<span class="mono">${value}</span>`}</div>`)}
        <div>${at === null ? nothing : words.since(exactTime(at))}${bundle === null ? nothing : ` ${words.bundle}`}</div></dd>`
  }

  #ask(dismissing: boolean): void {
    this.dismissing = dismissing
  }

  async #export({ key }: Alarm): Promise<void> {
    await (await this.app.witness.get()).evidenceCollected()
    const alarm = this.app.witness.alarms.value.find(shown => shown.key === key)
    if (alarm === undefined) return
    const source = { server: window.location.origin, exportedAt: new Date().toISOString() }
    saveText(document, words.fileName(alarm.kind, alarm.at), 'application/json', evidenceText(alarm, source))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-alarm-banner': AlarmBanner
  }
}
