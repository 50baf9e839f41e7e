import { consume } from '@lit/context'
import { css, html, LitElement, nothing, type PropertyValues } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { parseHeader } from '../../../core/events/header.ts'
import type { Aggregate } from '../../../core/events/names.ts'
import { icon } from '../../components/icons.ts'
import { exactTime } from '../../components/time.ts'
import { AnchorsController } from '../../state/anchors-controller.ts'
import { type App, appContext } from '../../state/app.ts'
import { Watch } from '../../state/cell.ts'
import type { FollowedEvent } from '../../state/chain-follower.ts'
import { shared } from '../../styles/shared.ts'
import { buttonStyle } from '../../ticket/button-style.ts'
import { logServer } from '../memory/log-server.ts'
import { saveText } from '../save-text.ts'
import { blockTimes } from './block-time.ts'
import { serverHeaders } from './header-lines.ts'
import { momentMark } from './moment.ts'
import { ProofFollower } from './proof-follower.ts'
import { coveredRange, isInDoubt, type ProofState } from './proof-state.ts'
import { words } from './words.ts'

const MINUTE = 60_000
/** More anchors than ever wait to be final (12 blocks): what comes before can't change. */
const ANCHORS = 16

/** How far a history is proven, as this browser has checked it, and on demand what exactly that means. */
@customElement('sd-proof-line')
export class ProofLine extends LitElement {
  @property({ attribute: false }) aggregate!: Aggregate
  /** Its checked events, all of them. */
  @property({ attribute: false }) events: readonly FollowedEvent<unknown>[] = []
  /** The ticket's, for the names of files. */
  @property({ type: Number }) number = 0
  @consume({ context: appContext }) app!: App
  @state() private open = false
  @state() private fetching = false
  readonly #anchors = new AnchorsController(this, () => true, ANCHORS)
  #proof: ProofFollower | null = null
  #ends: (() => void)[] = []

  static override styles = [
    shared,
    buttonStyle,
    css`
      /* Its line stands in the row of its parent, and what is folded out below that. */
      :host {
        display: contents;
      }
      .line {
        display: inline-flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 6px;
        min-height: 24px;
        color: var(--wa-color-text-quiet);
        font-size: var(--wa-font-size-s);
      }
      /* Facts break as wholes. A separator stands in the gap before each; before the first of a row it lies outside, and isn't painted. */
      .anchored {
        column-gap: 1.25em;
        clip-path: inset(-6px -6px -6px 0);
      }
      .fact {
        position: relative;
        display: inline-flex;
        align-items: center;
        gap: 6px;
        line-height: 24px;
        white-space: nowrap;
      }
      .fact::before {
        position: absolute;
        right: 100%;
        width: 1.25em;
        content: '·' / '';
        text-align: center;
      }
      .fact .icon {
        color: var(--sd-color-solved);
      }
      .fact time {
        margin-left: -2px;
      }
      .invalid,
      .invalid .icon {
        color: var(--wa-color-danger-on-quiet);
        font-weight: var(--wa-font-weight-bold);
      }
      .button.bare {
        min-height: 24px;
        padding: 0 4px;
        font-size: inherit;
        outline-offset: -2px;
      }
      .button.bare .icon {
        transition: transform 0.1s;
      }
      .button.bare[aria-expanded='true'] .icon {
        transform: rotate(90deg);
      }
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        flex: 1 0 100%;
        gap: var(--wa-space-s);
        min-width: 0;
        margin-top: var(--wa-space-2xs);
        padding: var(--wa-space-m);
        border: var(--sd-hairline);
        border-radius: var(--wa-border-radius-m);
        background: var(--wa-color-surface-default);
      }
      section:not(:has(h2)) {
        display: none;
      }
      h2 {
        font-size: var(--wa-font-size-m);
      }
      .meaning {
        display: grid;
        gap: var(--wa-space-2xs);
      }
      .meaning dt {
        font-weight: var(--wa-font-weight-bold);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--wa-space-xs) var(--wa-space-s);
      }
    `,
  ]

  constructor() {
    super()
    new Watch(this, () => this.#proof?.view)
  }

  override connectedCallback(): void {
    const follower = new ProofFollower({
      aggregate: this.aggregate,
      witness: () => this.app.witness.get(),
      server: logServer,
      verify: async input => (await import('../verify.ts')).verifyInWorker(input),
      beginOf: async text => (await import('../memory/stated.ts')).stated(text)?.genesisSeal ?? null,
      factsOf: async text => (await import('./bundle-facts.ts')).bundleFacts(text),
      timesOf: named => blockTimes(serverHeaders, this.app.blockTimes)(named),
      schedule(task, delay) {
        const timer = setTimeout(task, delay)
        return () => clearTimeout(timer)
      },
      isVisible: () => document.visibilityState === 'visible',
    })
    this.#proof = follower
    const look = () => follower.consider()
    document.addEventListener('visibilitychange', look)
    const tick = setInterval(() => this.requestUpdate(), MINUTE)
    this.#ends = [() => document.removeEventListener('visibilitychange', look), () => clearInterval(tick), () => follower.stop()]
    super.connectedCallback()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    for (const end of this.#ends) end()
  }

  override updated(_: PropertyValues): void {
    const { anchoring, items } = this.#anchors.view
    const [first] = this.events
    if (first !== undefined)
      this.#proof?.situation({
        headers: this.events.map(({ stored }) => stored.header),
        began: parseHeader(first.stored.header).recordedAt,
        anchoring,
        anchors: items,
      })
  }

  override render() {
    const { state, busy } = this.#proof?.view.value ?? { state: { kind: 'unknown' } as const, busy: false }
    return html`<span class="line ${coveredRange(state)?.proven ?? state.kind}">${this.#line(state, busy)}${this.#button(state)}</span>${
      this.open ? this.#panel(state) : nothing
    }`
  }

  #line(state: ProofState, busy: boolean) {
    switch (state.kind) {
      case 'unknown':
        return html`<span>${words.checking}</span>`
      case 'off':
      case 'unfunded':
        return html`<span>${words[state.kind]}</span>`
      case 'waiting':
        return html`<span>${busy ? words.checking : words.waiting}</span>`
      case 'failed':
        return html`<span title=${state.text}>${words.failed}</span>
          <button class="button bare" type="button" @click=${() => this.#proof?.retry()}>${words.tryAgain}</button>`
      case 'invalid':
        return html`${icon('shield-alert')}<span role="alert">${words.invalid}</span>`
      case 'valid':
        return this.#proven(state)
    }
  }

  #proven(state: ProofState) {
    const range = coveredRange(state)
    if (range === null) return nothing
    if (range.proven === 'signed') return html`<span>${words.signed(range.to)}</span>`
    if (this.#isInDoubt(state)) return html`<span>${words.inDoubt(range.to)}</span>`
    const now = Date.now()
    const { notBefore, notAfter, height, to } = range
    const fact = (name: string, time: string, hint: string) =>
      html`<span class="fact" title=${hint}>${name} ${momentMark(time, now)}</span>`
    return html`<span class="fact number">${icon('anchor')} ${words.anchored(to)}</span>
      ${
        notBefore === null || notBefore.time === null
          ? nothing
          : fact(words.notBefore, notBefore.time, words.notBeforeHint(exactTime(notBefore.time), notBefore.block))
      }
      ${fact(words.notAfter, notAfter.time, words.notAfterHint(exactTime(notAfter.time), notAfter.block, height))}`
  }

  #isInDoubt(state: ProofState): boolean {
    return isInDoubt(state, this.#anchors.view.items)
  }

  #button(state: ProofState) {
    if (state.kind !== 'valid' && state.kind !== 'invalid') return nothing
    return html`<button class="button bare" type="button" aria-expanded=${this.open} aria-controls="proof" @click=${this.#toggle}>
      ${icon('chevron-right')}${words.details}</button>`
  }

  #panel(state: ProofState) {
    if (state.kind !== 'valid' && state.kind !== 'invalid') return nothing
    const { checked, trust } = state
    return html`<section id="proof" aria-labelledby="proof-title">
      <h2 id="proof-title">${words.title}</h2>
      <p>${words.checkedHere} ${words.trust(exactTime(trust.since))}${checked.genesisSeal === trust.what.genesisSeal ? nothing : ` ${words.laterSeal}`}</p>
      ${this.#isInDoubt(state) ? html`<p>${words.inDoubtMeans}</p>` : nothing}
      ${trust.what.network === 'dev' ? html`<p class="quiet">${words.dev}</p>` : nothing}
      <div class="actions">
        <button class="button" type="button" ?aria-busy=${this.fetching} @click=${() => this.#download(state)}>
          ${icon('arrow-down')}${this.fetching ? words.downloading : words.download}</button>
        <button class="button" type="button" @click=${() => saveText(document, words.trustName, 'application/json', `${JSON.stringify(trust.what, null, 2)}\n`)}>
          ${icon('arrow-down')}${words.trustFile}</button>
        <a href="/verify">${words.verify}</a>
      </div>
      ${this.#meaning(state)}
      <sd-verdict-view .verdict=${checked.verdict}></sd-verdict-view>
    </section>`
  }

  /** What the two times of the line mean. */
  #meaning(state: ProofState) {
    const range = coveredRange(state)
    if (range?.proven !== 'anchored') return nothing
    const { terms, means } = words
    const { notBefore } = range
    const earliest =
      notBefore === null ? means.noNotBefore : notBefore.time === null ? means.unknownNotBefore(notBefore.block) : means.notBefore
    return html`<dl class="meaning">
      <div><dt>${terms.notBefore}</dt><dd>${earliest}</dd></div>
      ${this.#ownBound(state)}
      <div><dt>${terms.notAfter}</dt><dd>${means.notAfter} ${means.exactness}</dd></div>
    </dl>`
  }

  /** The line names when the history was begun at the earliest; what was added last has a bound of its own. */
  #ownBound(state: ProofState) {
    const bound = state.kind === 'valid' ? state.ownBound : null
    if (bound === null) return nothing
    const { version, block, time } = bound
    return html`<div><dt>${words.terms.ownBound(version)}</dt><dd>${words.means.ownBound(version, exactTime(time), block)}</dd></div>`
  }

  #toggle = () => {
    this.open = !this.open
    if (this.open) void import('../verdict-view.ts')
  }

  /** The whole line of anchors: it fits every trust file of the log, not only this browser's. */
  async #download({ checked, trust }: Extract<ProofState, { kind: 'valid' | 'invalid' }>): Promise<void> {
    const name = words.fileName(this.number)
    if (checked.genesisSeal === trust.what.genesisSeal) return saveText(document, name, 'application/json', checked.text)
    this.fetching = true
    const whole = await logServer.bundle(this.aggregate, [])
    this.fetching = false
    if (whole.ok) saveText(document, name, 'application/json', whole.value)
    else this.app.notices.show('warning', words.notFetched(whole.text))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-proof-line': ProofLine
  }
}
