import { provide } from '@lit/context'
import { html, LitElement, nothing } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { emptyState, errorState, loadingRows, stateStyles } from '../components/states.ts'
import { type App, appContext } from '../state/app.ts'
import { Watch } from '../state/cell.ts'
import type { AppLocation, PageName } from '../state/router.ts'
import { whenIdle } from '../state/when-idle.ts'
import { shared } from '../styles/shared.ts'
import { words } from '../words.ts'
import './account-menu.ts'
import './connection-status.ts'
import './notice-stack.ts'
import { navigation } from './navigation.ts'
import { type Overlay, OverlayEvent } from './overlay.ts'
import { PAGES } from './pages.ts'
import { loadSignIn, preloadSheets, SHEETS } from './sheets.ts'
import { shellCommands } from './shell-commands.ts'
import { shellStyles } from './shell-styles.ts'

/** The frame of every page: navigation, connection, account, and the page of the address. */
@customElement('sd-app')
export class AppShell extends LitElement {
  static override styles = [shared, stateStyles, shellStyles]

  @provide({ context: appContext })
  @property({ attribute: false })
  app!: App

  @state() private overlay: Overlay | null = null
  @state() private loaded: ReadonlySet<string> = new Set()
  /** The page whose module couldn't be loaded. It is tried again when the connection is back. */
  @state() private failed: PageName | null = null
  #shown: AppLocation | null = null
  #sheet: Overlay | 'sign-in' | null = null

  constructor() {
    super()
    new Watch(this, () => this.app.router.location)
    new Watch(this, () => this.app.session.asked)
    new Watch(this, () => this.app.witness.alarms)
    new Watch(this, () => this.app.live.text)
    new Watch(this, () => this.app.connection.state)
    new Watch(this, () => this.app.commands.pending)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    const { shortcuts } = this.app
    shortcuts.add(
      shellCommands(this.app, {
        newTicket: () => this.#open('new-ticket'),
        help: () => this.#open('help'),
      }),
    )
    shortcuts.onPalette(() => this.#open('palette'))
    this.app.connection.whenOnline(() => {
      this.failed = null
    })
    this.addEventListener(OverlayEvent.type, event => event instanceof OverlayEvent && this.#open(event.overlay))
  }

  override render() {
    const location = this.app.router.location.value
    return html`
      <header>
        <button class="skip" type="button" @click=${this.#skip}>${words.skip}</button>
        <a class="brand" href="/tickets" aria-label=${words.product}>${seal()}<span>${words.product}</span></a>
        ${navigation(location)}
        <sd-connection-status></sd-connection-status>
        <sd-account-menu></sd-account-menu>
      </header>
      ${this.#alarms()}
      <main tabindex="-1">${this.#page(location)}</main>
      <sd-notice-stack></sd-notice-stack>
      <div class="visually-hidden" aria-live="polite">${this.app.live.text.value}</div>
      ${this.#overlays()}
    `
  }

  protected override firstUpdated(): void {
    whenIdle(preloadSheets)
  }

  protected override willUpdate(): void {
    this.#loadOverlay()
  }

  protected override updated(): void {
    const location = this.app.router.location.value
    const before = this.#shown
    this.#shown = location
    if (before?.page === location.page && before.params.ref === location.params.ref) return
    document.title = location.page === 'ticket' ? words.product : `${words.pages[location.page]} · ${words.product}`
    // So that keyboards and screen readers begin at the new page. Not on the first one: the browser has its own start there.
    if (before !== null) this.renderRoot.querySelector('main')?.focus({ preventScroll: true })
  }

  #page(location: AppLocation) {
    if (location.page === 'not-found')
      return emptyState({
        icon: 'inbox',
        title: words.notFound.title,
        hint: words.notFound.hint,
        action: html`<a href="/tickets">${words.notFound.back}</a>`,
      })
    const page = PAGES[location.page]
    if (this.loaded.has(location.page)) return page.render(location)
    if (this.failed === location.page) return this.#failed()
    page.load().then(
      () => {
        this.loaded = new Set([...this.loaded, location.page])
      },
      (error: unknown) => {
        console.error(error)
        this.failed = location.page
      },
    )
    return loadingRows()
  }

  /** The words inside are read where the banner itself can't be loaded: an alarm isn't lost with the connection. */
  #alarms() {
    const [alarm] = this.app.witness.alarms.value
    if (alarm === undefined) return nothing
    import('../proof/alarm/alarm-banner.ts').catch(console.error)
    return html`<sd-alarm-banner>${alarm.message}</sd-alarm-banner>`
  }

  /** Without a connection the page comes by itself later. Reloading isn't offered while changes wait: they would be lost. */
  #failed() {
    if (this.app.connection.state.value.kind !== 'online') return errorState({ title: words.pageAway.title, text: words.pageAway.text })
    if (this.app.commands.pending.value.length > 0) return errorState({ title: words.pageFailed.title, text: words.pageFailed.waiting })
    return errorState({
      title: words.pageFailed.title,
      text: words.pageFailed.text,
      action: html`<a href="" target="_self" @click=${() => window.location.reload()}>${words.connection.reload}</a>`,
    })
  }

  #overlays() {
    const asked = this.app.session.asked.value
    if (asked !== null) return html`<sd-sign-in-dialog .why=${asked}></sd-sign-in-dialog>`
    if (this.overlay === null) return nothing
    return SHEETS[this.overlay].render(this.#close)
  }

  #close = () => {
    this.overlay = null
  }

  /** Loads what is about to be opened. Where that fails nothing stays half open, and a notice says why. */
  #loadOverlay(): void {
    const sheet = this.app.session.asked.value === null ? this.overlay : 'sign-in'
    if (sheet === this.#sheet) return
    this.#sheet = sheet
    if (sheet === null) return
    const loading = sheet === 'sign-in' ? loadSignIn() : SHEETS[sheet].load()
    loading.catch((error: unknown) => {
      console.error(error)
      this.app.notices.show('warning', words.sheetFailed)
      if (sheet === 'sign-in') this.app.session.dismiss()
      else if (this.overlay === sheet) this.overlay = null
    })
  }

  #open(overlay: Overlay): void {
    const { session, connection } = this.app
    // Before the server has said who sits here, nobody is turned away as a guest.
    const isGuest = session.me.value === null && connection.state.value.kind === 'online'
    const isRefused = overlay === 'new-ticket' && isGuest
    if (isRefused) session.ask(words.list.newHint)
    else session.dismiss()
    this.overlay = isRefused ? null : overlay
  }

  #skip(): void {
    this.renderRoot.querySelector('main')?.focus()
  }
}

/** The mark: a seal with a check. */
function seal() {
  return html`<svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true">
    <path class="seal" d="M16 1.5l4 2.9 4.9-.1 1.5 4.7 4 2.9L28.800 16l1.600 4.100-4 2.900-1.500 4.700-4.900-.1-4 2.900-4-2.900-4.900.1-1.500-4.700-4-2.900L3.200 16 1.600 11.900l4-2.900 1.500-4.700 4.900.1z" />
    <path class="tick" d="M10.500 16.500l3.800 3.800 7.400-8" />
  </svg>`
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-app': AppShell
  }
}
