/** What a worker offers: names of calls, and what carries each out. Arguments and answers cross threads, so they are plain data. */
// biome-ignore lint/suspicious/noExplicitAny: a table of functions of any arguments; each call's own are checked where it is made
export type Handlers = { readonly [name: string]: (...args: any[]) => unknown }

export type Call = { readonly id: number; readonly name: string; readonly args: readonly unknown[] }

export type ToWorker =
  | { readonly kind: 'open'; readonly file: string }
  | { readonly kind: 'call'; readonly call: Call }
  /** Finish what was asked before, release everything, end. */
  | { readonly kind: 'close' }

export type FromWorker =
  | { readonly kind: 'opened' }
  /** The database can't be used; the message is for the operator. */
  | { readonly kind: 'unusable'; readonly message: string }
  | { readonly kind: 'answers'; readonly answers: readonly Answer[] }

export type Answer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  /** `code` is SQLite's name for an outage, or null for a mistake of ours. */
  | { readonly id: number; readonly ok: false; readonly code: string | null; readonly message: string }
