import type { Readable } from './cell.ts'

/** Where the person is. Pages get it as their property `location` and read their filters from `query`. */
export type AppLocation = {
  readonly page: 'tickets' | 'board' | 'ticket' | 'events' | 'people' | 'data' | 'not-found'
  /** `ref` of a ticket: its number (`12`), or its id; `version` where the address says `/tickets/12@7`. `name` of a person. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Without `#`. */
  readonly hash: string
}

/** Addresses of the app. Plain `<a href="/tickets/12">` works everywhere: the router takes clicks on links of this origin. */
export type Router = {
  readonly location: Readable<AppLocation>
  /** Goes to a path with query and hash. `replace` changes the address without a new entry in the history, for filters as they are typed. */
  go(href: string, options?: { readonly replace?: boolean }): void
}
