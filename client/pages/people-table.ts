import '../ticket/action-button.ts'
import { consume } from '@lit/context'
import { css, html, LitElement, nothing } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import type { PersonRow } from '../../core/user/row.ts'
import { avatar, avatarStyles } from '../components/avatar.ts'
import { emptyState, loadingRows, stateStyles } from '../components/states.ts'
import { timeMark } from '../components/time.ts'
import { type App, appContext } from '../state/app.ts'
import { Watch } from '../state/cell.ts'
import { shared } from '../styles/shared.ts'
import type { Availability } from '../ticket/actions.ts'
import { buttonStyle } from '../ticket/button-style.ts'
import { words as appWords } from '../words.ts'
import { pageStyle } from './page-style.ts'
import { words } from './words.ts'

/** Everybody with an account, live. */
@customElement('sd-people-table')
export class PeopleTable extends LitElement {
  @consume({ context: appContext }) app!: App
  @state() private adding = false
  @state() private search = ''

  static override styles = [
    shared,
    stateStyles,
    buttonStyle,
    avatarStyles,
    pageStyle,
    css`
      .who {
        display: flex;
        align-items: center;
        gap: var(--wa-space-s);
        min-width: 0;
      }
      .who a {
        color: inherit;
        font-weight: var(--wa-font-weight-semibold);
      }
      /* The whole row is the person's link; that to the open tickets lies on top of it. */
      tbody tr {
        position: relative;
      }
      .who a::after {
        content: '';
        position: absolute;
        inset: 0;
      }
      td .number {
        position: relative;
      }
      tbody tr:hover .who a,
      .who a:focus-visible {
        color: var(--wa-color-text-link);
        text-decoration: underline;
      }
      .who a:focus-visible {
        outline: none;
      }
      .who a:focus-visible::after {
        outline: var(--wa-focus-ring);
        outline-offset: -2px;
      }
      .search {
        width: min(16rem, 100%);
      }
      td {
        white-space: nowrap;
      }
      .full {
        color: var(--wa-color-warning-on-quiet);
        font-weight: var(--wa-font-weight-semibold);
      }
      tr.disabled td {
        color: var(--wa-color-text-quiet);
      }
      @media (max-width: 719px) {
        .since,
        .role {
          display: none;
        }
        .who .quiet {
          display: block;
        }
      }
    `,
  ]

  constructor() {
    super()
    new Watch(this, () => this.app.people.rows)
    new Watch(this, () => this.app.people.loading)
    new Watch(this, () => this.app.session.me)
    new Watch(this, () => this.app.connection.state)
  }

  override render() {
    return html`<div class="page">
      <div class="top">
        <div><h1>${words.people.title}</h1><p>${words.people.intro}</p></div>
        <sd-action look="brand" icon="plus" label=${words.people.add} .can=${this.#canAdd} @run=${this.#add}></sd-action>
      </div>
      <input class="field search" type="search" aria-label=${words.people.find} placeholder=${words.people.find} .value=${this.search} @input=${this.#onSearch}>
      ${this.#table()}
      ${this.adding ? html`<sd-add-person-dialog @sd-close=${this.#closed}></sd-add-person-dialog>` : nothing}
    </div>`
  }

  #table() {
    const everybody = [...this.app.people.rows.value.values()]
    if (everybody.length === 0)
      return this.app.people.loading.value ? loadingRows() : emptyState({ icon: 'users', title: words.people.none })
    const wanted = this.search.trim().toLowerCase()
    const found = everybody
      .filter(person => `${person.displayName} @${person.name}`.toLowerCase().includes(wanted))
      .sort(
        (a, b) =>
          Number(a.state === 'disabled') - Number(b.state === 'disabled') || (a.displayName ?? '').localeCompare(b.displayName ?? ''),
      )
    if (found.length === 0) return html`<p class="quiet" role="status">${words.people.noneFound}</p>`
    return html`<div class="scroll"><table>
      <thead><tr>
        <th scope="col">${words.people.name}</th><th scope="col" class="role">${words.people.role}</th><th scope="col">${words.people.state}</th>
        <th scope="col">${words.people.openTickets}</th><th scope="col" class="since">${words.people.since}</th>
      </tr></thead>
      <tbody>${found.map(person => this.#row(person))}</tbody>
    </table></div>`
  }

  #row(person: PersonRow) {
    const name = this.app.people.nameOf(person.id)
    const connection = this.app.connection.state.value
    const limit = connection.kind === 'online' ? connection.hello.limits.openTickets : null
    const held = person.places.length
    const full = limit !== null && held >= limit
    return html`<tr class=${person.state}>
      <td><span class="who">${avatar(person.id, name)}<span class="truncate">${html`<a href="/people/${person.name ?? person.id}">${name}</a> <span class="quiet">${person.name === null ? words.people.erasedName : `@${person.name}`}</span>`}</span></span></td>
      <td class="role">${person.role === 'admin' ? words.people.admin : words.people.member}</td>
      <td>${words.people[person.state]}</td>
      <td><a class="number ${full ? 'full' : ''}" href="/tickets?assignee=${person.id}&state=open">${words.people.places(held, limit)}</a></td>
      <td class="since quiet">${timeMark(person.createdAt, Date.now())}</td>
    </tr>`
  }

  get #canAdd(): Availability {
    const me = this.app.session.me.value
    if (me === null) return { kind: 'guest', why: `Sign in to ${words.people.whatToManage}.` }
    return me.role === 'admin' ? { kind: 'possible' } : { kind: 'refused', why: 'Only an administrator can add a person.' }
  }

  #onSearch = ({ target }: Event) => {
    if (target instanceof HTMLInputElement) this.search = target.value
  }

  #add = async () => {
    try {
      await import('./add-person-dialog.ts')
      this.adding = true
    } catch {
      this.app.notices.show('warning', appWords.sheetFailed)
    }
  }

  #closed = () => {
    this.adding = false
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sd-people-table': PeopleTable
  }
}
