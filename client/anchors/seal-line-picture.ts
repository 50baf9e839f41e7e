import { css, html, LitElement, nothing, type SVGTemplateResult, svg } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { AnchorRow } from '../../core/anchor/row.ts'
import { shared } from '../styles/shared.ts'
import { type SealMark, sealLine } from './seal-line.ts'
import { stateMarkStyles, stateShape } from './state-mark.ts'
import { words } from './words.ts'

const STEP = 84
const HEIGHT = 72
const MIDDLE = 22

/** The person asks for an anchor of the picture: `event.anchor` is its id. */
export class SealEvent extends Event {
  static readonly type = 'sd-seal'
  readonly anchor: string

  constructor(anchor: string) {
    super(SealEvent.type)
    this.anchor = anchor
  }
}

/**
 * The line of seals as a picture, drawn from the anchors: from the genesis seal to the open one, the newest twelve of a long line.
 *
 * @fires sd-seal - one of them was chosen
 */
@customElement('sd-seal-line')
export class SealLinePicture extends LitElement {
  /** Newest first. */
  @property({ attribute: false }) anchors: readonly AnchorRow[] = []
  @property() genesis: string | null = null
  #newest = 0

  static override styles = [
    shared,
    stateMarkStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      figcaption {
        color: var(--wa-color-text-quiet);
      }
      .scroll {
        margin-top: var(--wa-space-xs);
        padding: var(--wa-space-m) var(--wa-space-xs) var(--wa-space-2xs);
        border: var(--sd-hairline);
        border-radius: var(--wa-border-radius-m);
        background: var(--wa-color-surface-raised);
        overflow-x: auto;
      }
      svg {
        display: block;
      }
      .link {
        stroke: var(--wa-color-neutral-border-loud);
        stroke-width: 2;
      }
      .link.waiting {
        stroke-dasharray: 3 5;
      }
      text {
        fill: var(--wa-color-text-normal);
        font-size: 12px;
        text-anchor: middle;
      }
      text.quiet {
        fill: var(--wa-color-text-quiet);
        font-size: 11px;
      }
      a {
        cursor: pointer;
      }
      a:focus-visible {
        outline: none;
      }
      a .focus {
        fill: none;
      }
      a:focus-visible .focus {
        stroke: var(--wa-color-focus);
        stroke-width: 2;
      }
      a:hover text {
        text-decoration: underline;
      }
    `,
  ]

  override render() {
    const marks = sealLine(this.anchors, this.genesis)
    if (marks.length === 0) return nothing
    const width = marks.length * STEP
    return html`<figure>
      <figcaption>${this.#caption(marks)}</figcaption>
      <div class="scroll" tabindex="0" role="region" aria-label=${words.line}>
        <svg width=${width} height=${HEIGHT} viewBox="0 0 ${width} ${HEIGHT}" role="group" aria-label=${words.line}>
          ${marks.map((mark, at) => (at === 0 ? nothing : link(mark, at)))}
          ${marks.map((mark, at) => this.#mark(mark, at))}
        </svg>
      </div>
    </figure>`
  }

  /** The newest is what people look for: it is brought into sight when it comes. */
  protected override updated(): void {
    const newest = this.anchors[0]?.sequence ?? 0
    if (newest === this.#newest) return
    this.#newest = newest
    const box = this.renderRoot.querySelector('.scroll')
    if (box !== null) box.scrollLeft = box.scrollWidth
  }

  #caption(marks: readonly SealMark[]): string {
    const drawn = marks.flatMap(mark => (mark.kind === 'anchor' ? [mark.anchor.sequence] : []))
    const first = drawn[0]
    const last = drawn.at(-1)
    const all = words.lineText(last ?? 0)
    return first === undefined || last === undefined || first === 1 ? all : `${all} ${words.drawn(first, last)}`
  }

  #mark(mark: SealMark, at: number): SVGTemplateResult {
    const place = `translate(${(at + 0.5) * STEP} ${MIDDLE})`
    switch (mark.kind) {
      case 'genesis':
        return svg`<g class="genesis" transform=${place} role="img" aria-label=${words.genesis}>${stateShape('genesis')}${label(words.genesis)}</g>`
      case 'earlier':
        return svg`<g transform=${place} role="img" aria-label=${words.earlier(mark.count)}><rect class="gap" x="-16" y="-10" width="32" height="20" fill="var(--wa-color-surface-raised)" /><text y="4">…</text>${label(words.earlier(mark.count))}</g>`
      case 'open':
        return svg`<g class="open" transform=${place} role="img" aria-label=${words.open}>${stateShape('open')}${label(words.open)}</g>`
      case 'anchor':
        return this.#anchor(mark.anchor, place)
    }
  }

  #anchor(anchor: AnchorRow, place: string): SVGTemplateResult {
    return svg`<a class=${anchor.state} href="#anchor-${anchor.sequence}" transform=${place} aria-label=${words.toAnchor(anchor)} @click=${(event: Event) => this.#choose(event, anchor)}>
      <rect class="focus" x=${-STEP / 2 + 3} y="-16" width=${STEP - 6} height="62" rx="4" pointer-events="all" />
      ${stateShape(anchor.state)}
      <text y="28">${anchor.sequence}</text> <text class="quiet" y="42">${words.state[anchor.state].name}</text>
    </a>`
  }

  #choose(event: Event, { id }: AnchorRow): void {
    event.preventDefault()
    this.dispatchEvent(new SealEvent(id))
  }
}

function label(text: string): SVGTemplateResult {
  return svg`<text class="quiet" y="28">${text}</text>`
}

/** To the mark from the one before it; what nothing has spent yet, or no block holds, is only dashed. */
function link(mark: SealMark, at: number): SVGTemplateResult {
  const isSure = mark.kind === 'earlier' || (mark.kind === 'anchor' && (mark.anchor.state === 'mined' || mark.anchor.state === 'final'))
  return svg`<line class="link ${isSure ? '' : 'waiting'}" x1=${(at - 0.5) * STEP + 14} x2=${(at + 0.5) * STEP - 14} y1=${MIDDLE} y2=${MIDDLE} />`
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-seal-line': SealLinePicture
  }
}
