import '../history/event-line.ts'
import './comment-card.ts'
import './comment-composer.ts'
import { html, nothing, type PropertyValues } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import { avatar, avatarStyles } from '../components/avatar.ts'
import { icon } from '../components/icons.ts'
import { erasuresOf } from '../erasure/erasures.ts'
import { erasedWords } from '../erasure/event-erasure.ts'
import { ticketSentence } from '../history/ticket-words.ts'
import { plain } from '../history/words.ts'
import { Watch } from '../state/cell.ts'
import { isStoreAway } from '../state/connection.ts'
import { shared } from '../styles/shared.ts'
import { buttonStyle } from './button-style.ts'
import { commentCardStyle } from './comment-card-style.ts'
import type { CommentComposer } from './comment-composer.ts'
import { type ConversationItem, conversation, type FollowedTicketEvent } from './conversation.ts'
import { conversationStyle } from './conversation-style.ts'
import { entryOf } from './entry-of.ts'
import { advance } from './held-back.ts'
import { type PendingComment, pendingComments } from './pending-comments.ts'
import { TicketPart } from './ticket-part.ts'
import { words } from './words.ts'

/** More would be slow to show; the rest comes with a button. */
const PAGE = 100

/** Comments and what happened between them, in order, and the box for the next one. Grows only where nobody is disturbed. */
@customElement('sd-ticket-conversation')
export class TicketConversation extends TicketPart {
  @property({ attribute: false }) events: readonly FollowedTicketEvent[] = []
  @property() address = ''
  /** The comment that the address names. */
  @property() target = ''
  /** The past has no composer, and doesn't grow. */
  @property({ type: Boolean }) past = false
  /** The newest version that was there at the last visit; 0 at the first. */
  @property({ type: Number }) seen = 0
  @state() private shown = 0
  @state() private older = 0
  @query('.end') private end!: HTMLElement | null
  @query('sd-comment-composer') private composer!: CommentComposer | null
  #ticket = ''
  /** Whether the history has been here as a whole. It arrives in parts, and none of them is news. */
  #isOpened = false
  #reached = ''

  static override styles = [shared, avatarStyles, buttonStyle, commentCardStyle, conversationStyle]

  constructor() {
    super()
    new Watch(this, () => this.app.commands.pending)
    new Watch(this, () => this.app.connection.state)
    new Watch(this, () => this.app.people.rows)
  }

  writeComment(): void {
    this.composer?.write()
  }

  override willUpdate(changed: PropertyValues): void {
    if (this.#ticket !== this.on.id) {
      this.#ticket = this.on.id
      this.#isOpened = false
      this.#reached = ''
      this.shown = 0
      this.older = 0
    }
    if (changed.has('events')) this.shown = this.past ? Number.POSITIVE_INFINITY : this.#advanced()
    this.#isOpened = !this.past && (this.#isOpened || this.on.situation.halt === null)
  }

  #advanced(): number {
    const me = this.on.situation.me?.id
    const arrivals = this.events.slice(-PAGE).map(({ event }) => ({ version: event.version, own: event.actor.id === me }))
    return advance(this.#isOpened ? this.shown : 0, arrivals, this.#isAtEnd && this.composer?.isBeingUsed !== true)
  }

  override render() {
    const items = conversation(this.on.situation.snapshot.context, this.events)
    const upTo = items.filter(item => versionOf(item) <= this.shown)
    const waiting = items.length - upTo.length
    const from = this.#firstShown(upTo)
    const recent = upTo.slice(from)
    const firstNew = this.seen === 0 || this.past ? undefined : recent.find(item => versionOf(item) > this.seen && !this.#isOwn(item))
    return html`
      ${from === 0 ? nothing : html`<button class="button older" @click=${this.#showOlder}>${words.showOlder(from)}</button>`}
      <ol>${repeat(
        recent,
        ({ key }) => key,
        item => html`${item === firstNew ? html`<li class="divider" role="separator">${words.newSince}</li>` : nothing}
          <li class=${item.kind} id=${item.kind === 'comment' ? `comment-${item.key}` : nothing}>${this.#item(item)}</li>`,
      )}</ol>
      ${this.past ? nothing : this.#pending().map(pending => this.#pendingCard(pending))}
      <div class="end"></div>
      ${waiting === 0 ? nothing : html`<button class="button brand new" @click=${this.#showNew}>${icon('arrow-down')} ${words.nNew(waiting)}</button>`}
      ${this.past ? nothing : html`<sd-comment-composer></sd-comment-composer>`}
    `
  }

  override updated(): void {
    if (this.target === '' || this.#reached === this.target) return
    const element = this.renderRoot.querySelector(`#${CSS.escape(this.target)}`)
    if (element === null) return
    this.#reached = this.target
    // The texts above get their height when the renderer has come.
    setTimeout(() => element.scrollIntoView({ block: 'center' }), 100)
  }

  /** Asked at the moment when something arrives: what an observer said with the last frame may be over on a busy machine. */
  get #isAtEnd(): boolean {
    if (this.end === null) return true
    const { top, bottom } = this.end.getBoundingClientRect()
    return bottom >= 0 && top <= window.innerHeight
  }

  #item(item: ConversationItem) {
    if (item.kind === 'comment')
      return html`<sd-comment .comment=${item.comment} address=${this.address} ?marked=${this.target === `comment-${item.key}`}></sd-comment>`
    const { event, stored } = item.followed
    const { people } = this.app
    const entry = entryOf(stored, ticketSentence(event, plain('this ticket')))
    return html`${avatar(event.actor.type === 'user' ? event.actor.id : null, people.nameOf(event.actor.id))}
      <sd-event-line .entry=${entry} .look=${{ people, ticketName: () => 'this' }}>${erasedWords(entry, erasuresOf(this.on.events), people)}</sd-event-line>`
  }

  #isOwn(item: ConversationItem): boolean {
    const { event } = item.kind === 'comment' ? item.added : item.followed
    return event.actor.id === this.on.situation.me?.id
  }

  #pending(): readonly PendingComment[] {
    return pendingComments(this.app.commands.pending.value, this.on.id, this.events)
  }

  #pendingCard({ body, state }: PendingComment) {
    const { me } = this.on.situation
    const said = state === 'waiting' && isStoreAway(this.app.connection.state.value) ? words.waitingForStore : words.pending[state]
    return html`<article class="pending" aria-label=${said}>
      ${avatar(me?.id ?? null, me?.displayName ?? '', 'large')}
      <div class="card"><header><span><b>${me?.displayName}</b> <span class="quiet" role="status">${said}</span></span></header>
        <div class="content"><sd-rich-text .source=${body}></sd-rich-text></div></div>
    </article>`
  }

  /** The last hundred, or so many that the comment in the address is among them. */
  #firstShown(items: readonly ConversationItem[]): number {
    const target = items.findIndex(item => item.kind === 'comment' && this.target === `comment-${item.key}`)
    const from = Math.max(0, items.length - PAGE - this.older)
    return target === -1 ? from : Math.min(from, target)
  }

  #showOlder = () => {
    this.older += PAGE
  }

  #showNew = async () => {
    const before = this.shown
    this.shown = this.events.at(-1)?.event.version ?? this.shown
    this.seen = before
    await this.updateComplete
    this.renderRoot.querySelector('.divider')?.scrollIntoView({ block: 'center' })
  }
}

function versionOf(item: ConversationItem): number {
  return item.kind === 'comment' ? item.comment.version : item.followed.event.version
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-ticket-conversation': TicketConversation
  }
}
