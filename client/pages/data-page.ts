import { css, html, LitElement, nothing, type PropertyValues } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { z } from 'zod'
import { emptyState, errorState, loadingRows, stateStyles } from '../components/states.ts'
import type { AppLocation } from '../state/router.ts'
import { shared } from '../styles/shared.ts'
import { buttonStyle } from '../ticket/button-style.ts'
import { fetchJson } from './fetch-json.ts'
import { pageStyle } from './page-style.ts'
import { words } from './words.ts'

const TABLES = ['tickets', 'people', 'labels', 'anchors'] as const
const PAGE = 100

const tableSchema = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
  total: z.number().int(),
  next: z.string().nullable(),
})
type Table = z.infer<typeof tableSchema>

type Shown =
  | { readonly kind: 'loading' }
  | { readonly kind: 'table'; readonly table: Table; readonly from: number }
  | { readonly kind: 'failed'; readonly text: string }

/** The read models as they lie in the store. */
@customElement('sd-data-page')
export class DataPage extends LitElement {
  @property({ attribute: false }) location!: AppLocation
  @state() private shown: Shown = { kind: 'loading' }
  #name = ''
  #request = 0

  static override styles = [
    shared,
    stateStyles,
    buttonStyle,
    pageStyle,
    css`
      .tabs {
        display: flex;
        gap: var(--wa-space-m);
        border-bottom: var(--sd-hairline);
      }
      .tabs a {
        margin-bottom: -1px;
        padding: 6px 0;
        border-bottom: 2px solid transparent;
        color: var(--wa-color-text-quiet);
        font-weight: var(--wa-font-weight-semibold);
      }
      .tabs a[aria-current] {
        border-bottom-color: var(--wa-color-brand-fill-loud);
        color: var(--wa-color-text-normal);
      }
      .scroll {
        max-height: calc(100dvh - 17rem);
        min-height: 16rem;
        overflow: auto;
      }
      table {
        font-family: var(--wa-font-family-code);
        font-size: var(--wa-font-size-s);
      }
      td {
        max-width: 24rem;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      td.figure {
        text-align: right;
        font-variant-numeric: tabular-nums;
      }
      .foot {
        display: flex;
        align-items: center;
        gap: var(--wa-space-xs);
      }
      .foot span {
        margin-right: auto;
      }
    `,
  ]

  override willUpdate(changed: PropertyValues): void {
    const name = this.location.params.table ?? TABLES[0]
    if (!changed.has('location') || name === this.#name) return
    this.#name = name
    this.shown = { kind: 'loading' }
    void this.#load(null, 0)
  }

  override render() {
    return html`<div class="page">
      <div class="top"><div><h1>${words.data.title}</h1><p>${words.data.intro}</p></div></div>
      <nav class="tabs" aria-label=${words.data.tables}>${TABLES.map(
        name => html`<a href="/data/${name}" aria-current=${name === this.#name ? 'page' : nothing}>${name}</a>`,
      )}</nav>
      ${this.#content()}
    </div>`
  }

  #content() {
    const { shown } = this
    if (shown.kind === 'loading') return loadingRows()
    if (shown.kind === 'failed')
      return errorState({
        title: words.data.failed,
        text: shown.text,
        action: html`<button class="button" @click=${() => this.#load(null, 0)}>${words.data.tryAgain}</button>`,
      })
    const { table, from } = shown
    if (table.total === 0) return emptyState({ icon: 'table', title: words.data.empty, hint: words.data.emptyHint })
    return html`
      <div class="scroll" tabindex="0" role="region" aria-label="${this.#name}">
        <table>
          <thead><tr>${table.columns.map(column => html`<th scope="col">${column}</th>`)}</tr></thead>
          <tbody>${table.rows.map(row => html`<tr>${row.map(cell => this.#cell(cell))}</tr>`)}</tbody>
        </table>
      </div>
      <div class="foot">
        <span class="quiet number" role="status">${words.data.rows(from + 1, from + table.rows.length, table.total)}</span>
        <button class="button" @click=${() => this.#load(null, 0)}>${from === 0 ? words.data.reload : words.data.first}</button>
        ${table.next === null ? nothing : html`<button class="button" @click=${() => this.#load(table.next, from + table.rows.length)}>${words.data.next}</button>`}
      </div>`
  }

  #cell(cell: string | number | null) {
    if (cell === null) return html`<td class="quiet">null</td>`
    return typeof cell === 'number' ? html`<td class="figure">${cell}</td>` : html`<td title=${cell}>${cell}</td>`
  }

  /** An answer that a later question has overtaken is dropped. */
  async #load(cursor: string | null, from: number): Promise<void> {
    const request = ++this.#request
    const query = new URLSearchParams({ limit: String(PAGE), ...(cursor === null ? {} : { cursor }) })
    const table = await fetchJson(`/api/tables/${encodeURIComponent(this.#name)}?${query}`, tableSchema)
    if (request !== this.#request) return
    this.shown = table.ok ? { kind: 'table', table: table.value, from } : { kind: 'failed', text: table.text }
    await this.updateComplete
    this.renderRoot.querySelector('.scroll')?.scrollTo({ top: 0 })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-data-page': DataPage
  }
}
