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
import type { Alarm } from '../memory/records.ts'
import { words as memoryWords } from '../memory/words.ts'
import { alarmLine, alarmSubject } from './alarm-line.ts'
import { exportEvidence } from './export-evidence.ts'
import { sides, sidesStyle } from './sides.ts'
import { words } from './words.ts'

/** More of them would push the page away; they are folded up. */
const LINES = 3

/**
 * One for all alarms, on every page until somebody has dealt with them: what was seen before, what is shown now, and the evidence as a file. Mostly
 * they have one cause, as an old backup in the place of the store. What is about the log stands first; a new one is added at the end, under those that are being read.
 */
@customElement('sd-alarm-banner')
export class AlarmBanner extends LitElement {
  @consume({ context: appContext }) app!: App
  /** Those that somebody is dealing with, as they were read: one that comes or says more meanwhile isn't dismissed unseen. */
  @state() private dismissing: readonly Alarm[] | null = null

  static override styles = [
    shared,
    buttonStyle,
    sidesStyle,
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
      h3 {
        margin-top: var(--wa-space-xs);
        font-size: inherit;
      }
      p {
        max-width: 90ch;
      }
      ul {
        max-width: 90ch;
        margin: 0;
        padding-left: 1.2em;
        list-style: disc;
      }
      a {
        color: inherit;
        text-decoration: underline;
      }
      .next,
      details p {
        margin-top: var(--wa-space-2xs);
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
      @media (max-width: 719px) {
        .alarm {
          grid-template-columns: auto minmax(0, 1fr);
        }
        .actions {
          grid-column: 1 / -1;
          justify-content: start;
        }
      }
    `,
  ]

  constructor() {
    super()
    new Watch(this, () => this.app.witness.alarms)
  }

  override render() {
    const alarms = this.app.witness.alarms.value.toSorted((a, b) => Number(a.aggregate !== null) - Number(b.aggregate !== null))
    if (alarms.length === 0) return nothing
    return html`<section class="alarm" role="alert" aria-labelledby="title">
      ${icon('shield-alert')}
      <div>
        <h2 id="title">${words.title}</h2>
        ${this.#lines(alarms)}
        <p class="next">${words.next}</p>
        <details>
          <summary>${words.show}</summary>
          ${alarms.map(alarm => this.#seen(alarm, alarms.length > 1))}
          ${[...new Set(alarms.map(({ kind }) => kind))].map(kind => memoryWords.explain[kind].map(sentence => html`<p>${sentence}</p>`))}
        </details>
      </div>
      <div class="actions">
        <button class="button" type="button" @click=${this.#export}>${icon('arrow-down')}${words.export}</button>
        <button class="button" type="button" @click=${() => this.#ask(alarms)}>${words.dismiss}</button>
      </div>
    </section>
    ${this.dismissing === null ? nothing : html`<sd-dismiss-dialog .alarms=${this.dismissing} @sd-close=${() => this.#ask(null)}></sd-dismiss-dialog>`}`
  }

  #lines(alarms: readonly Alarm[]) {
    const [alarm, ...others] = alarms
    if (alarm !== undefined && others.length === 0) return html`<p>${alarmLine(alarm)}</p>`
    const [shown, folded] = [alarms.slice(0, LINES), alarms.slice(LINES)]
    const list = (some: readonly Alarm[]) => html`<ul>${some.map(one => html`<li>${alarmLine(one)}</li>`)}</ul>`
    return html`${list(shown)}
      ${folded.length === 0 ? nothing : html`<details><summary>${words.more(folded.length)}</summary>${list(folded)}</details>`}`
  }

  #seen(alarm: Alarm, isOneOfMany: boolean) {
    return html`${isOneOfMany ? html`<h3>${alarmSubject(alarm)}</h3>` : nothing}${sides(alarm)}
      <p>${words.noticed(exactTime(alarm.at))}</p>`
  }

  #ask(about: readonly Alarm[] | null): void {
    this.dismissing = about
  }

  #export = () => exportEvidence(this.app, () => this.app.witness.alarms.value)
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-alarm-banner': AlarmBanner
  }
}
