import '../history/copy-button.ts'
import { css, html, nothing, type TemplateResult } from 'lit'
import type { AnchorRow } from '../../core/anchor/row.ts'
import type { AnchoringStatus } from '../../core/protocol/anchoring.ts'
import { exactTime, timeMark } from '../components/time.ts'
import { nextAnchor } from './next-anchor.ts'
import { words } from './words.ts'

export const factStyles = css`
  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr));
    gap: var(--wa-space-s) var(--wa-space-l);
    padding: var(--wa-space-m);
    border: var(--sd-hairline);
    border-radius: var(--wa-border-radius-m);
    background: var(--wa-color-surface-raised);
  }
  dt {
    color: var(--wa-color-text-quiet);
    font-size: var(--wa-font-size-s);
  }
  dd {
    overflow-wrap: anywhere;
  }
  .hash {
    display: flex;
    align-items: center;
    gap: 2px;
    min-width: 0;
  }
`

/** A long text by its beginning, whole when pointed at, and to be copied. */
export function hash(text: string, label: string): TemplateResult {
  return html`<span class="hash"><span class="mono truncate" title=${text}>${text}</span><sd-copy .text=${text} label=${label}></sd-copy></span>`
}

/** How anchoring stands, as a list of facts. */
export function statusFacts(status: AnchoringStatus, newest: AnchorRow | null, now: number): TemplateResult {
  const { network, epoch, tip, funds, address, genesisSeal, logKey, anchorSeconds } = status
  const { facts } = words
  const unknown = html`<span class="quiet">${facts.unknown}</span>`
  const anchors = network !== 'none'
  return html`<dl class="facts">
    <div><dt>${facts.network}</dt><dd>${words.network[network]}</dd></div>
    <div><dt>${facts.next}</dt><dd>${nextWords(status, newest, now)} ${anchors ? html`<span class="quiet">${words.every(anchorSeconds)}</span>` : nothing}</dd></div>
    <div><dt>${facts.epoch}</dt><dd>${
      epoch === null
        ? html`<span class="quiet">${facts.none}</span>`
        : html`<span class="number">${words.epoch(epoch.size)}</span> · ${timeMark(epoch.time, now)} · <span class="quiet number">${words.covers(epoch.aggregates, epoch.versions)}</span>`
    }</dd></div>
    ${
      anchors
        ? html`
          <div><dt>${facts.tip}</dt><dd>${tip === null ? unknown : html`<span class="number" title=${tip.hash}>${words.block(tip.height)}</span> · ${timeMark(tip.time, now)}`}</dd></div>
          <div><dt>${facts.funds}</dt><dd class="number">${funds === null ? unknown : words.funds(funds.satoshis, funds.anchors)}</dd></div>
          ${address === null ? nothing : html`<div><dt>${facts.address}</dt><dd>${hash(address, words.copy.address)}</dd></div>`}
          ${genesisSeal === null ? nothing : html`<div><dt>${facts.genesis}</dt><dd>${hash(genesisSeal, words.copy.seal)}</dd></div>`}`
        : nothing
    }
    <div><dt>${facts.key}</dt><dd>${hash(logKey, words.copy.key)}</dd></div>
    ${
      genesisSeal === null
        ? nothing
        : html`<div><dt>${words.files}</dt><dd><a href="/api/trust" download="sealdesk.trust.json">${words.trustFile}</a> · <a href="/api/checkpoint" download="checkpoint.txt">${words.checkpoint}</a></dd></div>`
    }
  </dl>`
}

export function nextWords(status: AnchoringStatus, newest: AnchorRow | null, now: number): string {
  const next = nextAnchor(status, newest, now)
  return next.kind === 'at' ? words.next.at(exactTime(new Date(next.at).toISOString())) : words.next[next.kind]
}
