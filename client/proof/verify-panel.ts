import './check-list.ts'
import './proof-files.ts'
import './verdict-view.ts'
import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { icon } from '../components/icons.ts'
import { Watch } from '../state/cell.ts'
import { shared } from '../styles/shared.ts'
import { buttonStyle } from '../ticket/button-style.ts'
import { BundleVerifier, VerifyError } from './bundle-verifier.ts'
import { type CheckRun, CheckRuns } from './check-run.ts'
import { stepsOf, stepsUnderWay } from './check-steps.ts'
import { FileDrop } from './file-drop.ts'
import { type Given, NOTHING_GIVEN, type Part, takeFile } from './given.ts'
import type { ChooseEvent, RemoveEvent } from './proof-files.ts'
import { statusSentence } from './status-sentence.ts'
import { words } from './words.ts'

/** The server's own trust file, or why it can't be had. */
export type ServerTrust = () => Promise<{ readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly text: string }>

/**
 * Takes a bundle, a trust file and perhaps headers, checks as soon as it has both, and shows each check and the verdict. Needs no network
 * once its worker is loaded; sends nothing.
 */
@customElement('sd-verify-panel')
export class VerifyPanel extends LitElement {
  /** Starts the verifier's worker. Set once, before the element is connected. */
  @property({ attribute: false }) startWorker!: () => Worker
  /** null where there is no server. */
  @property({ attribute: false }) serverTrust: ServerTrust | null = null
  @state() private given: Given = NOTHING_GIVEN
  @state() private problems: readonly string[] = []
  @state() private isReady = false
  #verifier: BundleVerifier | null = null
  #runs: CheckRuns | null = null

  static override styles = [
    shared,
    buttonStyle,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--wa-space-m);
      }
      .status {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--wa-space-xs) var(--wa-space-s);
        min-height: 32px;
      }
      .status p {
        margin-right: auto;
      }
      /* An alert has to be there before its text is: the empty one takes no place. */
      .problems:empty {
        position: absolute;
      }
      .refusal {
        display: grid;
        gap: 2px;
      }
      .jump {
        display: none;
      }
      .result {
        display: grid;
        grid-template-columns: minmax(0, 5fr) minmax(0, 6fr);
        align-items: start;
        gap: var(--wa-space-l);
      }
      h2 {
        margin-bottom: var(--wa-space-2xs);
      }
      .dropping {
        position: fixed;
        z-index: 20;
        inset: var(--wa-space-s);
        display: grid;
        place-content: center;
        border: 3px dashed var(--wa-color-brand-border-loud);
        border-radius: var(--wa-border-radius-l);
        background: color-mix(in oklab, var(--wa-color-surface-default) 85%, transparent);
        font-size: var(--wa-font-size-l);
        pointer-events: none;
      }
      @media (max-width: 1023px) {
        .jump {
          display: inline-flex;
        }
        .result {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ]

  readonly #drop = new FileDrop(this, files => void this.#take(files, null))

  constructor() {
    super()
    new Watch(this, () => this.#runs?.current)
  }

  override connectedCallback(): void {
    const verifier = new BundleVerifier(this.startWorker)
    this.#verifier = verifier
    this.#runs = new CheckRuns(verifier, () => performance.now())
    super.connectedCallback()
    verifier.ready.then(
      () => {
        this.isReady = true
      },
      (error: unknown) => {
        if (this.#verifier === verifier && error instanceof VerifyError) this.problems = [error.message]
      },
    )
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#runs?.reset()
    this.#verifier?.close()
  }

  override render() {
    const { given } = this
    const run = this.#runs?.current.value ?? { kind: 'none' }
    return html`
      <sd-proof-files
        .given=${given}
        ?server=${this.serverTrust !== null}
        @sd-choose=${(event: ChooseEvent) => this.#take(event.files, event.part)}
        @sd-remove=${(event: RemoveEvent) => this.#give({ ...this.given, [event.part]: null })}
        @sd-server-trust=${this.#takeServerTrust}
      ></sd-proof-files>
      <div class="problems" role="alert">${
        this.problems.length === 0 ? nothing : html`<div class="refusal">${this.problems.map(problem => html`<p>${problem}</p>`)}</div>`
      }</div>
      <div class="status">
        <p role="status">${statusSentence(given, run, this.isReady)}</p>
        ${run.kind === 'running' ? html`<button class="button" type="button" @click=${() => this.#runs?.cancel()}>${words.cancel}</button>` : nothing}
        ${
          run.kind === 'over'
            ? html`<button class="button jump" type="button" @click=${this.#toVerdict}>${icon('arrow-down')}${words.verdict.show}</button>`
            : nothing
        }
        ${
          run.kind === 'cancelled' || run.kind === 'failed' || run.kind === 'over'
            ? html`<button class="button" type="button" @click=${() => this.#check()}>${words.again}</button>`
            : nothing
        }
      </div>
      ${this.#result(run)}
      ${this.#drop.isOver ? html`<div class="dropping" aria-hidden="true">${icon('arrow-down')}</div>` : nothing}
    `
  }

  #result(run: CheckRun) {
    if (run.kind !== 'running' && run.kind !== 'over') return nothing
    const steps = run.kind === 'over' ? stepsOf(run.verdict) : stepsUnderWay(run.progress)
    return html`<div class="result">
      <section aria-labelledby="checks"><h2 id="checks">${words.checks}</h2><sd-check-list .steps=${steps}></sd-check-list></section>
      ${run.kind === 'over' ? html`<sd-verdict-view tabindex="-1" .verdict=${run.verdict} .trustFrom=${run.trust.from}></sd-verdict-view>` : nothing}
    </div>`
  }

  /** Where the checks stand above it. The keyboard goes there, too. */
  #toVerdict = () => {
    const verdict = this.renderRoot.querySelector('sd-verdict-view')
    verdict?.scrollIntoView({ block: 'start' })
    verdict?.focus({ preventScroll: true })
  }

  /** Each file goes where its content belongs; two of a kind at a time would hide one of them. */
  async #take(files: readonly File[], asked: Part | null): Promise<void> {
    const problems: string[] = []
    const taken = new Set<Part>()
    let { given } = this
    for (const file of files) {
      const answer = await takeFile(given, file, asked)
      if (!answer.ok) problems.push(answer.problem)
      else if (taken.has(answer.part)) problems.push(words.problems.twice(file.name, words.parts[answer.part].title))
      else {
        taken.add(answer.part)
        given = answer.given
        if (asked !== null && asked !== answer.part) problems.push(words.taken(file.name, words.parts[answer.part].title))
      }
    }
    this.problems = problems
    if (taken.size > 0) this.#give(given)
  }

  #takeServerTrust = async () => {
    const answer = await this.serverTrust?.()
    if (answer === undefined) return
    if (answer.ok) this.#give({ ...this.given, trust: { name: words.serverTrust.name, from: 'server', value: answer.value } })
    this.problems = answer.ok ? [] : [answer.text]
  }

  /** Checks as soon as there is what it needs. */
  #give(given: Given): void {
    this.given = given
    this.#check()
  }

  #check(): void {
    const { bundle, trust, headers } = this.given
    if (bundle === null || trust === null) this.#runs?.reset()
    else void this.#runs?.start({ bundle, trust, headers })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-verify-panel': VerifyPanel
  }
}
