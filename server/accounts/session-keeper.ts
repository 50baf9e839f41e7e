import type { SessionEnded } from '../../core/protocol/messages.ts'
import type { Session, Sessions } from '../store/accounts.ts'
import { freshToken, type RandomBytes, tokenHashOf } from './tokens.ts'

export const SESSION_MS = 30 * 24 * 3600_000
const SWEEP_EVERY_MS = 3600_000

export type EndReason = SessionEnded['reason']

/** One session has ended, or all of a person's. */
export type EndedSessions =
  | { readonly tokenHash: string; readonly reason: EndReason }
  | { readonly userId: string; readonly reason: EndReason }

export type SessionKeeperOptions = {
  readonly sessions: Sessions
  readonly now: () => number
  readonly randomBytes: RandomBytes
  readonly log: { error(fields: object, message: string): void }
}

/** Signed-in browsers: begins and ends their sessions, tells who listens, and drops expired ones from the store now and then. */
export class SessionKeeper {
  readonly #options: SessionKeeperOptions
  readonly #listeners = new Set<(ended: EndedSessions) => void>()
  readonly #sweeping: NodeJS.Timeout

  constructor(options: SessionKeeperOptions) {
    this.#options = options
    this.#sweeping = setInterval(() => void this.sweep(), SWEEP_EVERY_MS)
    this.#sweeping.unref()
  }

  async begin(userId: string): Promise<{ readonly token: string; readonly expiresAt: number }> {
    const { sessions, now, randomBytes } = this.#options
    const token = freshToken(randomBytes)
    const tokenHash = tokenHashOf(token)
    if (tokenHash === null) throw new Error('a fresh token is a token')
    const createdAt = now()
    const expiresAt = createdAt + SESSION_MS
    await sessions.create({ tokenHash, userId, createdAt, expiresAt })
    return { token, expiresAt }
  }

  /** The session of a token; null where there is none, or where it has expired. */
  async find(token: string): Promise<Session | null> {
    const tokenHash = tokenHashOf(token)
    if (tokenHash === null) return null
    const session = await this.#options.sessions.find(tokenHash)
    return session !== null && session.expiresAt > this.#options.now() ? session : null
  }

  async end(token: string, reason: EndReason): Promise<void> {
    const tokenHash = tokenHashOf(token)
    if (tokenHash === null) return
    await this.#options.sessions.remove(tokenHash)
    this.#tell({ tokenHash, reason })
  }

  /** Ends all sessions of a person. Who listens is told first: an open socket loses its rights even where the store doesn't answer. */
  async endAll(userId: string, reason: EndReason): Promise<void> {
    this.#tell({ userId, reason })
    await this.#options.sessions.removeOf(userId)
  }

  async endOthers(userId: string, kept: string, reason: EndReason): Promise<void> {
    const ended = await this.#options.sessions.removeOf(userId, tokenHashOf(kept) ?? undefined)
    for (const tokenHash of ended) this.#tell({ tokenHash, reason })
  }

  /** A person's rights have changed: their sessions go on, but whoever holds what they were must ask again. */
  rightsChanged(userId: string): void {
    this.#tell({ userId, reason: 'role_changed' })
  }

  onEnded(listener: (ended: EndedSessions) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async sweep(): Promise<void> {
    try {
      await this.#options.sessions.removeExpired(this.#options.now())
    } catch (error) {
      this.#options.log.error({ err: error }, 'expired sessions could not be removed; it is tried again in an hour')
    }
  }

  close(): void {
    clearInterval(this.#sweeping)
  }

  #tell(ended: EndedSessions): void {
    for (const listener of this.#listeners) {
      try {
        listener(ended)
      } catch (error) {
        this.#options.log.error({ err: error }, 'a listener of ended sessions failed')
      }
    }
  }
}
