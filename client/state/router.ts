import { parseQuery } from '../../core/protocol/topics.ts'
import { Cell, type Readable } from './cell.ts'

export const PAGES = ['tickets', 'board', 'ticket', 'events', 'people', 'data', 'anchors', 'verify', 'not-found'] as const
export type PageName = (typeof PAGES)[number]

/** Where the person is. Pages get it as their property `location`. */
export type AppLocation = {
  readonly page: PageName
  /** Of a ticket: `ref` (its number `12`, or its id), `version` for `/tickets/12@7`. Of a person: `name`. Of the data page: `table`. */
  readonly params: Readonly<Record<string, string | undefined>>
  /** By key, decoded. */
  readonly query: Readonly<Record<string, string>>
  /** Without `#`. */
  readonly hash: string
}

const ROUTES: readonly (readonly [PageName, RegExp])[] = [
  ['tickets', /^\/(?:tickets)?$/],
  ['ticket', /^\/tickets\/(?<ref>[0-9a-f-]+)(?:@(?<version>\d+))?$/],
  ['board', /^\/board$/],
  ['events', /^\/events$/],
  ['people', /^\/people(?:\/(?<name>[a-z0-9._-]+))?$/],
  ['data', /^\/data(?:\/(?<table>[a-z0-9_-]+))?$/],
  ['anchors', /^\/anchors$/],
  ['verify', /^\/verify$/],
]

/** The page of an address. */
export function route(url: URL): AppLocation {
  const path = url.pathname.length > 1 ? url.pathname.replace(/\/$/, '') : url.pathname
  for (const [page, pattern] of ROUTES) {
    const match = pattern.exec(path)
    if (match !== null) return { page, params: { ...match.groups }, query: parseQuery(url.search.slice(1)), hash: url.hash.slice(1) }
  }
  return { page: 'not-found', params: {}, query: {}, hash: '' }
}

/** Addresses of the app. Plain `<a href="/tickets/12">` works everywhere: the router takes clicks on links of this origin. */
export class Router {
  readonly #window: Window
  readonly #location: Cell<AppLocation>

  constructor(window: Window) {
    this.#window = window
    this.#location = new Cell(route(new URL(window.location.href)))
    window.addEventListener('popstate', () => this.#read())
    window.document.addEventListener('click', event => this.#onClick(event))
  }

  get location(): Readable<AppLocation> {
    return this.#location
  }

  /** Goes to a path with query and hash. `replace` changes the address without a new entry in the history, for filters as they are typed. */
  go(href: string, { replace = false }: { readonly replace?: boolean } = {}): void {
    const { history } = this.#window
    if (replace) history.replaceState(null, '', href)
    else history.pushState(null, '', href)
    this.#read()
  }

  #read(): void {
    this.#location.set(route(new URL(this.#window.location.href)))
  }

  /** Clicks for another tab, downloads and other origins are the browser's. */
  #onClick(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const link = event.composedPath().find(target => target instanceof HTMLAnchorElement)
    if (link === undefined || link.target !== '' || link.hasAttribute('download')) return
    const url = new URL(link.href)
    if (url.origin !== this.#window.location.origin || url.pathname.startsWith('/api/')) return
    event.preventDefault()
    this.go(url.pathname + url.search + url.hash)
  }
}
