import type { Logger } from 'pino'
import type { AnchorNowAnswer } from '../../core/protocol/anchoring.ts'
import type { Ticket } from '../../core/ticket/state.ts'
import type { AccountService } from '../accounts/account-service.ts'
import type { CommandBus } from '../actors/command-bus.ts'
import type { Proofs } from '../anchoring/proofs.ts'
import type { AnchoringStatusSource } from '../anchoring/status-source.ts'
import type { TrustProxy } from '../config.ts'
import type { HeldLeases } from '../leases/duties.ts'
import type { Store } from '../store/store.ts'

/** At which point of its history a ticket is asked for. `at` is a UTC time with milliseconds: the newest event recorded by then counts. */
export type TicketMoment =
  | { readonly kind: 'now' }
  | { readonly kind: 'version'; readonly version: number }
  | { readonly kind: 'time'; readonly at: string }

export type TicketAt = { readonly state: 'open' | 'solved'; readonly ticket: Ticket; readonly hash: string }

export interface TicketReader {
  /** The ticket at that moment; null where it didn't exist (yet), or hasn't come to that version. @throws KnownError */
  at(id: string, moment: TicketMoment): Promise<TicketAt | null>
}

export type Readiness = { readonly ok: true; readonly leases: HeldLeases } | { readonly ok: false; readonly why: string }

/** How anchoring stands, and how it is asked for. */
export interface AnchoringControl extends Pick<AnchoringStatusSource, 'status'> {
  /** Makes an epoch of what has changed, and an anchor for it. @throws KnownError */
  anchorNow(): Promise<AnchorNowAnswer>
}

/** What the HTTP routes work with. */
export type HttpDeps = {
  readonly store: Store
  /** With unique names (accounts/names.ts). */
  readonly bus: CommandBus
  readonly accounts: AccountService
  readonly tickets: TicketReader
  readonly proofs: Proofs
  readonly anchoring: AnchoringControl
  /** Resolves when the read models show everything that was appended before the call. @throws KnownError after a while */
  readonly readBarrier: () => Promise<void>
  /** Whether requests can be served well at this moment. */
  readonly ready: () => Promise<Readiness>
}

export type HttpOptions = HttpDeps & {
  /** Further origins under which browsers reach this server: `https://desk.example.com`. */
  readonly publicOrigins: readonly string[]
  readonly trustProxy: TrustProxy
  /** The built client; null where there is none: then a page says how to build it. */
  readonly clientFolder: string | null
  readonly log: Logger
  readonly freshId: () => string
  /** For tests: an answer that doesn't fit its schema is an error of the server. */
  readonly checkAnswers?: boolean
}
