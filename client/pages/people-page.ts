import './people-table.ts'
import './person-page.ts'
import { html, LitElement } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { AppLocation } from '../state/router.ts'

/** Everybody, or with a name in the address one person. */
@customElement('sd-people-page')
export class PeoplePage extends LitElement {
  @property({ attribute: false }) location!: AppLocation

  override render() {
    const { name } = this.location.params
    return name === undefined ? html`<sd-people-table></sd-people-table>` : html`<sd-person-page name=${name}></sd-person-page>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-people-page': PeoplePage
  }
}
