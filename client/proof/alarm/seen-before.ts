import { consume } from '@lit/context'
import { css, html, LitElement, nothing, type PropertyValues } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import type { Aggregate } from '../../../core/events/names.ts'
import { icon } from '../../components/icons.ts'
import { type App, appContext } from '../../state/app.ts'
import { shared } from '../../styles/shared.ts'
import { buttonStyle } from '../../ticket/button-style.ts'
import type { Alarm } from '../memory/records.ts'
import { exportEvidence } from './export-evidence.ts'
import { sides, sidesStyle } from './sides.ts'
import { words } from './words.ts'

/**
 * On the page of a history that has another past than before: what this browser saw and when, what is shown now, and what to do. It stays when
 * the banner has been put aside, and then offers the evidence itself.
 *
 * @slot What to say while no alarm about it is known here.
 */
@customElement('sd-seen-before')
export class SeenBefore extends LitElement {
  @property({ attribute: false }) aggregate: Aggregate | null = null
  @consume({ context: appContext }) app!: App
  @state() private alarm: Alarm | null = null
  #end: (() => void) | undefined

  static override styles = [
    shared,
    buttonStyle,
    sidesStyle,
    css`
      .button {
        margin-top: var(--wa-space-2xs);
      }
    `,
  ]

  override connectedCallback(): void {
    super.connectedCallback()
    this.#end = this.app.witness.alarms.subscribe(() => void this.#find())
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#end?.()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('aggregate') || isSame(this.aggregate, changed.get('aggregate'))) return
    this.alarm = null
    void this.#find()
  }

  override render() {
    if (this.alarm === null) return html`<slot></slot>`
    const isInBanner = this.app.witness.alarms.value.some(({ key }) => key === this.alarm?.key)
    return html`<p>${this.alarm.message}</p>
      ${sides(this.alarm)}
      <p>${isInBanner ? words.above : words.next}</p>
      ${isInBanner ? nothing : html`<button class="button" type="button" @click=${this.#export}>${icon('arrow-down')}${words.export}</button>`}`
  }

  async #find(): Promise<void> {
    const { aggregate } = this
    if (aggregate === null) return
    try {
      const found = await (await this.app.witness.get()).alarmAbout(aggregate)
      if (isSame(aggregate, this.aggregate)) this.alarm = found
    } catch (error) {
      console.error(error)
    }
  }

  #export = () =>
    exportEvidence(this.app, async () => {
      await this.#find()
      return this.alarm === null ? [] : [this.alarm]
    })
}

function isSame(a: Aggregate | null | undefined, b: Aggregate | null | undefined): boolean {
  return a?.type === b?.type && a?.id === b?.id
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-seen-before': SeenBefore
  }
}
