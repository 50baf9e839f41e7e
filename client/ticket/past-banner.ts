import { consume } from '@lit/context'
import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, query } from 'lit/decorators.js'
import { live } from 'lit/directives/live.js'
import { icon } from '../components/icons.ts'
import { exactTime } from '../components/time.ts'
import { type App, appContext } from '../state/app.ts'
import { shared } from '../styles/shared.ts'
import { words } from './words.ts'

/** Says that this is the past, which moment of it, and moves through it. */
@customElement('sd-past-banner')
export class PastBanner extends LitElement {
  @property({ type: Number }) version = 0
  @property({ type: Number }) newest = 0
  /** When the version was recorded. */
  @property() time = ''
  /** The ticket's address, without version. */
  @property() address = ''
  @consume({ context: appContext }) app!: App
  @query('input') private slider!: HTMLInputElement

  static override styles = [
    shared,
    css`
      .banner {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--wa-space-2xs) var(--wa-space-m);
        padding: var(--wa-space-xs) var(--wa-space-m);
        border: 1px solid var(--wa-color-warning-border-normal);
        border-radius: var(--wa-border-radius-m);
        background: var(--wa-color-warning-fill-quiet);
        color: var(--wa-color-warning-on-quiet);
      }
      .banner a {
        color: inherit;
        font-weight: var(--wa-font-weight-semibold);
        text-decoration: underline;
      }
      input {
        flex: 1;
        min-width: 8rem;
        min-height: 24px;
        accent-color: var(--wa-color-warning-fill-loud);
      }
    `,
  ]

  override focus(options?: FocusOptions): void {
    this.slider.focus(options)
  }

  /** The browser holds the slider to its `max`, which may come later than the version: hence `live`, and `max` before the value. */
  override render() {
    const outside = this.version < 1 || this.version > this.newest
    return html`<div class="banner" role="status">
      ${icon('history')}
      <span class="number">${outside ? words.noSuchVersion(this.version, this.newest) : words.past(this.version, this.newest)}${
        this.time === '' ? nothing : html`, ${exactTime(this.time)}`
      }</span>
      <input type="range" min="1" max=${this.newest} .value=${live(String(this.version))} aria-label=${words.versionSlider}
        aria-valuetext="Version ${this.version}" @input=${this.#slide}>
      <a href=${this.address}>${words.backToNow}</a>
    </div>`
  }

  #slide = ({ target }: Event) => {
    if (target instanceof HTMLInputElement) this.app.router.go(`${this.address}@${target.value}`, { replace: true })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-past-banner': PastBanner
  }
}
