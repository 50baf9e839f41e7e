import { consume } from '@lit/context'
import { css, html, LitElement } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { type App, appContext } from '../state/app.ts'
import { Watch } from '../state/cell.ts'
import { shared } from '../styles/shared.ts'
import { prose } from './prose.ts'
import type { References } from './references.ts'

type Render = (source: string, references: References) => DocumentFragment

/** People's Markdown. Until the renderer has been loaded, and where it can't be, the text stands there as it was written. */
@customElement('sd-rich-text')
export class RichText extends LitElement {
  @property() source = ''
  @consume({ context: appContext }) app!: App
  @state() private renderer: { readonly render: Render } | null = null
  #shown: { readonly key: string; readonly nodes: DocumentFragment } | null = null

  static override styles = [
    shared,
    prose,
    css`
      :host {
        display: block;
      }
      .plain {
        white-space: pre-wrap;
      }
    `,
  ]

  constructor() {
    super()
    new Watch(this, () => this.app.people.rows)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    import('./render.ts').then(
      ({ renderMarkdown }) => {
        this.renderer = { render: renderMarkdown }
      },
      () => {},
    )
  }

  override render() {
    if (this.renderer === null) return html`<div class="prose plain" dir="auto">${this.source}</div>`
    return html`<div class="prose" dir="auto">${this.#nodes(this.renderer.render)}</div>`
  }

  /** Made again only where the text changes, or a name in it becomes known: people's rows change all the time. */
  #nodes(render: Render): DocumentFragment {
    const isPerson = (name: string) => this.app.people.findByName(name) !== undefined
    const known = [...this.source.matchAll(/@([a-z0-9._-]{2,32})/g)].map(([, name]) => isPerson((name ?? '').replace(/[._-]+$/, '')))
    const key = `${known.join()} ${this.source}`
    if (this.#shown?.key !== key) this.#shown = { key, nodes: render(this.source, { isPerson }) }
    return this.#shown.nodes
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-rich-text': RichText
  }
}
