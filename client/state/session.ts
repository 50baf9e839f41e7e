import { z } from 'zod'
import type { Sender } from '../../core/aggregate/command.ts'
import { ERRORS, errorBodySchema } from '../../core/protocol/errors.ts'
import { type Me, meSchema, type SessionEnded } from '../../core/protocol/messages.ts'
import { Cell, type Readable } from './cell.ts'
import type { AnsweredError, Connection } from './connection.ts'

export type SessionOutcome = { readonly ok: true } | { readonly ok: false; readonly error: AnsweredError }

const signedInSchema = z.object({ user: meSchema })

/** Who sits at this browser. A guest (`me.value === null`) sees everything and changes nothing. */
export class Session {
  readonly #connection: Connection
  readonly #fetch: typeof fetch
  readonly #onEnded: (reason: SessionEnded['reason']) => void
  readonly #me = new Cell<Me | null>(null)
  readonly #asked = new Cell<string | null>(null)
  #isSigningOut = false

  /** `onEnded` is told why somebody isn't signed in any more who hasn't signed out here. */
  constructor(connection: Connection, fetcher: typeof fetch, onEnded: (reason: SessionEnded['reason']) => void) {
    this.#connection = connection
    this.#fetch = fetcher
    this.#onEnded = onEnded
    connection.whenOnline(({ me }) => {
      // What has ended while there was no connection has done so for a reason that nobody could tell.
      if (me === null) this.ended('signed_out')
      else this.#me.set(me)
    })
  }

  get me(): Readable<Me | null> {
    return this.#me
  }

  /** Why the sign-in dialog is open; null while it isn't. */
  get asked(): Readable<string | null> {
    return this.#asked
  }

  /** Opens the sign-in dialog, for what a guest can't do. `why` is a whole sentence: “Sign in to comment.” */
  ask(why = ''): void {
    this.#asked.set(why)
  }

  dismiss(): void {
    this.#asked.set(null)
  }

  /** Signs in over HTTP and connects the socket anew, since the cookie speaks only when a connection begins. */
  async signIn(name: string, password: string): Promise<SessionOutcome> {
    const outcome = await this.#request('POST', '/api/session', { name, password }, signedInSchema)
    if (!outcome.ok) return outcome
    this.#me.set(outcome.value.user)
    this.#asked.set(null)
    this.#connection.connect()
    return { ok: true }
  }

  async signOut(): Promise<SessionOutcome> {
    this.#isSigningOut = true
    try {
      const outcome = await this.#request('DELETE', '/api/session', undefined, z.unknown())
      if (!outcome.ok) return outcome
      this.#me.set(null)
      this.#connection.connect()
      return { ok: true }
    } finally {
      this.#isSigningOut = false
    }
  }

  /** Ends all other sessions of this person. */
  async changePassword(current: string, next: string): Promise<SessionOutcome> {
    const outcome = await this.#request('PUT', '/api/session/password', { current, next }, z.unknown())
    return outcome.ok ? { ok: true } : outcome
  }

  /** The server has ended the session: the page goes on as a guest's. */
  ended(reason: SessionEnded['reason']): void {
    const isOwnDoing = this.#isSigningOut || this.#me.value === null
    this.#me.set(null)
    if (!isOwnDoing) this.#onEnded(reason)
  }

  async #request<T>(
    method: string,
    path: string,
    body: unknown,
    schema: z.ZodType<T>,
  ): Promise<{ ok: true; value: T } | { ok: false; error: AnsweredError }> {
    try {
      const response = await this.#fetch(path, {
        method,
        ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      })
      const answer: unknown = response.status === 204 ? null : await response.json()
      if (response.ok) return { ok: true, value: schema.parse(answer) }
      return { ok: false, error: errorBodySchema.parse(answer).error }
    } catch {
      return { ok: false, error: { code: 'store_unavailable', text: ERRORS.store_unavailable.text } }
    }
  }
}

/** The signed-in person as the sender that `decideTicket` asks about; null for a guest. */
export function senderOf(me: Me | null): Sender | null {
  return me === null ? null : { type: 'user', id: me.id, role: me.role }
}
