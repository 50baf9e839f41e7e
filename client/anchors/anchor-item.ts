import { css, html, nothing, type TemplateResult } from 'lit'
import type { AnchorRow } from '../../core/anchor/row.ts'
import type { AnchoringStatus } from '../../core/protocol/anchoring.ts'
import { icon } from '../components/icons.ts'
import { timeMark } from '../components/time.ts'
import { explorerLink } from './explorer.ts'
import { stateMark } from './state-mark.ts'
import { hash } from './status-facts.ts'
import { words } from './words.ts'

export const anchorItemStyles = css`
  .anchors {
    border: var(--sd-hairline);
    border-radius: var(--wa-border-radius-m);
  }
  .anchors > li {
    padding: var(--wa-space-s) var(--wa-space-m);
    scroll-margin: var(--wa-space-l);
  }
  .anchors > li + li {
    border-top: var(--sd-hairline);
  }
  .anchors header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px var(--wa-space-m);
  }
  .anchors .links {
    display: flex;
    gap: var(--wa-space-m);
    margin-left: auto;
    font-size: var(--wa-font-size-s);
  }
  .anchors .links a {
    min-height: 24px;
  }
  .anchors dl {
    display: grid;
    grid-template-columns: minmax(0, 2fr) minmax(0, 1.400fr) minmax(0, 1fr) minmax(0, 0.800fr);
    gap: 2px var(--wa-space-m);
    margin-top: 2px;
  }
  .anchors .why {
    color: var(--wa-color-danger-on-quiet);
  }
  @media (max-width: 719px) {
    .anchors dl {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
    .anchors .wide {
      grid-column: 1 / -1;
    }
  }
`

/** One anchor: how far it is, what of the log it carries, its transaction and its block. */
export function anchorItem(anchor: AnchorRow, { tip, explorer }: Pick<AnchoringStatus, 'tip' | 'explorer'>, now: number): TemplateResult {
  const { id, sequence, state, size, root, txid, fee, preparedAt, reason, attempts } = anchor
  const link = explorerLink(explorer, txid)
  const { columns } = words
  return html`<li id="anchor-${sequence}" tabindex="-1" data-anchor=${id}>
    <header>
      <h3>${words.anchor(sequence)}</h3>${stateMark(state)}
      <span class="quiet">${timeMark(preparedAt, now)}</span>
      <span class="links">
        <a href="/events?aggregate=anchor:${id}">${words.history}<span class="visually-hidden"> (${words.anchor(sequence)})</span></a>
        ${link === null ? nothing : html`<a href=${link} target="_blank" rel="noopener noreferrer" title=${words.explorer}>${words.explorerShort} ${icon('external-link')}</a>`}
      </span>
    </header>
    ${state === 'rejected' ? html`<p class="why">${words.reason[reason ?? 'refused']}</p>` : nothing}
    <dl>
      <div class="wide"><dt>${columns.transaction}</dt><dd>${hash(txid, words.copy.transaction)}</dd></div>
      <div class="wide"><dt>${columns.log}: <span class="number">${words.epochs(size)}</span></dt><dd>${hash(root, words.copy.root)}</dd></div>
      <div><dt>${columns.block}</dt><dd class="number">${block(anchor, tip)}</dd></div>
      <div><dt>${columns.fee}</dt><dd class="number">${words.satoshis(fee)}</dd></div>
    </dl>
    ${attempts > 1 ? html`<p class="quiet">${words.attempts(attempts)}</p>` : nothing}
  </li>`
}

function block({ height, block: hash }: AnchorRow, tip: AnchoringStatus['tip']) {
  if (height === null) return html`<span class="quiet">${words.noBlock}</span>`
  const depth = tip === null ? 0 : tip.height - height + 1
  return html`<span title=${hash ?? nothing}>${height.toLocaleString('en')}</span>${depth > 0 ? html` <span class="quiet">· ${words.deep(depth)}</span>` : nothing}`
}
