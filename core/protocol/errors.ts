import { z } from 'zod'

/**
 * Every code that Sealdesk answers with, in one place: the HTTP status it travels under, and the sentence a person
 * reads when nothing more exact is known. docs/errors.md mirrors this table; a test holds them together.
 */
export const ERRORS = {
  // Refusals: the aggregate's own rulebook, or the shape of a command, said no.
  not_in_this_state: { status: 409, text: 'This can’t be done in the state it is in now.' },
  open_ticket_limit: {
    status: 409,
    text: 'This person already has as many open tickets as one person may have. Solve or unassign one first.',
  },
  comment_author_only: { status: 403, text: 'Only the author of a comment can change it.' },
  comment_not_found: { status: 404, text: 'There is no such comment on this ticket.' },
  already_assigned: { status: 409, text: 'The ticket is already assigned to this person.' },
  user_disabled: { status: 409, text: 'This person’s account is disabled.' },
  nothing_to_change: { status: 409, text: 'That is how it is already; there is nothing to change.' },
  not_allowed: { status: 403, text: 'You don’t have the right to do this. An administrator can.' },
  too_long: { status: 422, text: 'The text is too long.' },
  malformed: { status: 422, text: 'The request is not formed as it should be.' },
  conflict: { status: 409, text: 'Others changed this at the same moment, several times over. Look again and try once more.' },
  not_found: { status: 404, text: 'There is no such thing.' },
  name_taken: { status: 409, text: 'Somebody already has this name. Choose another one.' },
  // Errors: the request never reached a rulebook, or the server could not carry it out.
  sign_in_required: { status: 401, text: 'Sign in to do this.' },
  wrong_credentials: { status: 401, text: 'Name or password is wrong.' },
  too_many_attempts: { status: 429, text: 'Too many attempts to sign in. Wait a few minutes and try again.' },
  foreign_origin: { status: 403, text: 'This request comes from a page of another site.' },
  bad_request: { status: 400, text: 'The request can’t be read.' },
  too_large: { status: 413, text: 'The request is larger than is accepted.' },
  bad_cursor: { status: 400, text: 'This cursor is not one that was given out. Start from the first page.' },
  unknown_topic: { status: 404, text: 'There is no such topic.' },
  too_many_subscriptions: { status: 429, text: 'This connection watches as much as one connection may. Close something first.' },
  protocol_mismatch: { status: 409, text: 'This page is older than the server. Reload it.' },
  method_not_allowed: { status: 405, text: 'This address doesn’t take that method.' },
  unsupported_media_type: { status: 415, text: 'Send JSON, with the header content-type: application/json.' },
  overloaded: { status: 503, text: 'Too much is waiting here at this moment. Try again in a few seconds.' },
  store_unavailable: { status: 503, text: 'The store doesn’t answer. Nothing was lost that was acknowledged; try again in a moment.' },
  proof_not_ready: { status: 503, text: 'This is in no signed checkpoint yet. The next one is made within seconds.' },
  anchoring_off: { status: 409, text: 'This server doesn’t anchor its history, so there is nothing to check a proof against.' },
  no_genesis_seal: {
    status: 409,
    text: 'The line of anchors hasn’t begun: its address has to be funded first. The page about anchors says how.',
  },
  other_network: {
    status: 409,
    text: 'The development network is another one than this desk’s anchors are on. Start it with the file of that one, or a copy of it.',
  },
  history_damaged: {
    status: 500,
    text: 'The stored history doesn’t fit its hashes. Nothing can be added to it until an operator has looked.',
  },
  internal: { status: 500, text: 'Something failed here that should not have. It was written to the log; try again.' },
} as const satisfies Record<string, { status: number; text: string }>

export type ErrorCode = keyof typeof ERRORS

/** The codes by which an aggregate or the form of a command says no (api.md, *Refusal codes*, and `name_taken`). */
export const REFUSAL_CODES = [
  'not_in_this_state',
  'open_ticket_limit',
  'comment_author_only',
  'comment_not_found',
  'already_assigned',
  'user_disabled',
  'nothing_to_change',
  'not_allowed',
  'too_long',
  'malformed',
  'conflict',
  'not_found',
  'name_taken',
] as const satisfies readonly ErrorCode[]

export type RefusalCode = (typeof REFUSAL_CODES)[number]

/** Why a command was not carried out: a stable code, a sentence, and the field of the payload if one is to blame. */
export type Refusal = { readonly code: RefusalCode; readonly text: string; readonly field?: string }

/** A refusal with the table's sentence, or a more exact one. */
export function refusal(code: RefusalCode, text: string = ERRORS[code].text, field?: string): Refusal {
  return field === undefined ? { code, text } : { code, text, field }
}

const codes = Object.keys(ERRORS)

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && codes.includes(value)
}

export const errorCodeSchema = z.custom<ErrorCode>(isErrorCode, 'a known error code').meta({ type: 'string', enum: codes })

/** What every error looks like on the wire: HTTP bodies and socket acknowledgements alike. */
export const errorBodySchema = z.object({
  error: z.object({ code: errorCodeSchema, text: z.string(), field: z.string().optional() }),
})

export type ErrorBody = { readonly error: { readonly code: ErrorCode; readonly text: string; readonly field?: string } }

/** An error that may be shown to whoever asked: it carries its code, and is no surprise to the server. */
export class KnownError extends Error {
  override readonly name = 'KnownError'
  readonly code: ErrorCode
  readonly field: string | undefined

  constructor(code: ErrorCode, text: string = ERRORS[code].text, options: { readonly field?: string; readonly cause?: unknown } = {}) {
    super(text, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.field = options.field
  }

  get status(): number {
    return ERRORS[this.code].status
  }

  toBody(): ErrorBody {
    return { error: { code: this.code, text: this.message, ...(this.field === undefined ? {} : { field: this.field }) } }
  }
}
