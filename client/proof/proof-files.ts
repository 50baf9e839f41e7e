import { css, html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { icon } from '../components/icons.ts'
import { shared } from '../styles/shared.ts'
import { buttonStyle } from '../ticket/button-style.ts'
import { type Given, NOTHING_GIVEN, PARTS, type Part } from './given.ts'
import { trustFacts } from './trust-facts.ts'
import { words } from './words.ts'

/** Files that somebody chose for a part. */
export class ChooseEvent extends Event {
  static readonly type = 'sd-choose'
  readonly part: Part
  readonly files: readonly File[]

  constructor(part: Part, files: readonly File[]) {
    super(ChooseEvent.type)
    this.part = part
    this.files = files
  }
}

/** A part that somebody took away. */
export class RemoveEvent extends Event {
  static readonly type = 'sd-remove'
  readonly part: Part

  constructor(part: Part) {
    super(RemoveEvent.type)
    this.part = part
  }
}

/**
 * What has been brought, part by part, and how to bring the rest.
 *
 * @fires sd-choose @fires sd-remove
 * @fires sd-server-trust when the server's own trust file is asked for
 */
@customElement('sd-proof-files')
export class ProofFiles extends LitElement {
  @property({ attribute: false }) given: Given = NOTHING_GIVEN
  /** Whether there is a server whose own trust file can be used. */
  @property({ type: Boolean }) server = false

  static override styles = [
    shared,
    buttonStyle,
    css`
      ul {
        border: 1px dashed var(--wa-color-neutral-border-loud);
        border-radius: var(--wa-border-radius-m);
      }
      li {
        display: grid;
        grid-template-columns: 1.25rem minmax(0, 1fr) auto;
        align-items: start;
        gap: 2px var(--wa-space-s);
        padding: var(--wa-space-s) var(--wa-space-m);
      }
      li + li {
        border-top: var(--sd-hairline);
      }
      li > .icon {
        margin-top: 3px;
        color: var(--wa-color-text-quiet);
      }
      li.given > .icon {
        color: var(--sd-color-solved);
      }
      h3 {
        font-size: inherit;
        font-weight: var(--wa-font-weight-semibold);
      }
      .name {
        overflow-wrap: anywhere;
      }
      .less {
        margin-top: 4px;
        padding-left: var(--wa-space-xs);
        border-left: 3px solid var(--wa-color-warning-border-loud);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: var(--wa-space-2xs);
      }
      label.button:focus-within {
        outline: var(--wa-focus-ring);
        outline-offset: var(--wa-focus-ring-offset);
      }
      .drop {
        padding: var(--wa-space-s) var(--wa-space-m);
        border-top: var(--sd-hairline);
        color: var(--wa-color-text-quiet);
        font-size: var(--wa-font-size-s);
      }
      @media (max-width: 719px) {
        .actions {
          grid-column: 2 / -1;
          justify-content: flex-start;
          margin-top: var(--wa-space-2xs);
        }
        li {
          grid-template-columns: 1.25rem minmax(0, 1fr);
        }
      }
    `,
  ]

  override render() {
    return html`<ul>${PARTS.map(part => this.#part(part))}<li class="drop">${icon('arrow-down')}<p>${words.dropHere}</p></li></ul>`
  }

  #part(part: Part) {
    const isGiven = this.given[part] !== null
    return html`<li class=${isGiven ? 'given' : ''}>
      ${icon(isGiven ? 'circle-check' : 'circle')}
      <div>
        <h3>${words.parts[part].title}</h3>
        ${isGiven ? this.#description(part) : html`<p class="quiet">${words.parts[part].hint}${part === 'trust' && this.server ? ` ${words.serverTrust.hint}` : ''}</p>`}
      </div>
      <div class="actions">
        ${
          isGiven
            ? html`<button class="button bare" type="button" aria-label=${words.removeLabel(words.parts[part].title)} @click=${() => this.dispatchEvent(new RemoveEvent(part))}>${icon('x')}${words.remove}</button>`
            : nothing
        }
        ${
          part === 'trust' && this.server && this.given.trust?.from !== 'server'
            ? html`<button class="button" type="button" @click=${() => this.dispatchEvent(new Event('sd-server-trust'))}>${words.serverTrust.use}</button>`
            : nothing
        }
        <label class="button">
          <input class="visually-hidden" type="file" aria-label=${words.chooseLabel[part]} @change=${(event: Event) => this.#chosen(part, event)}>
          <span aria-hidden="true">${words.choose}</span>
        </label>
      </div>
    </li>`
  }

  #description(part: Part) {
    const { bundle, trust, headers } = this.given
    if (part === 'bundle' && bundle !== null)
      return html`<p class="name">${bundle.name} <span class="quiet number">${words.size(bundle.bytes.byteLength)}</span></p>`
    if (part === 'headers' && headers !== null)
      return html`<p class="name">${headers.name} <span class="quiet number">${words.lines(headers.text.trim().split('\n').length)}</span></p>`
    if (part !== 'trust' || trust === null) return nothing
    const facts = trustFacts(trust.value)
    return html`
      <p class="name">${trust.name}${facts === null ? nothing : html` <span class="quiet">${words.trustOf(facts.origin, facts.network)}</span>`}</p>
      ${trust.from === 'server' ? html`<p class="less">${words.serverTrust.less}</p>` : nothing}
      ${facts?.network === 'dev' ? html`<p class="less">${words.devNetwork}</p>` : nothing}`
  }

  #chosen(part: Part, { target }: Event): void {
    if (!(target instanceof HTMLInputElement) || target.files === null || target.files.length === 0) return
    const files = [...target.files]
    // So that choosing the same file again, after it was changed, is a change.
    target.value = ''
    this.dispatchEvent(new ChooseEvent(part, files))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-proof-files': ProofFiles
  }
}
