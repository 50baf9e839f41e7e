import { isAdministrator, type Role, type Sender } from '../../core/aggregate/command.ts'
import { KnownError, type Refusal } from '../../core/protocol/errors.ts'
import type { Me } from '../../core/protocol/messages.ts'
import { parse } from '../../core/protocol/parse.ts'
import { nameSchema } from '../../core/protocol/text.ts'
import { userPayloads } from '../../core/user/commands.ts'
import type { CommandBus } from '../actors/command-bus.ts'
import type { Account } from '../store/accounts.ts'
import type { Store } from '../store/store.ts'
import { type Attempt, Attempts } from './attempts.ts'
import { activePerson, type UserDirectory } from './directory.ts'
import { type Passwords, passwordSchema } from './passwords.ts'
import { type EndedSessions, type EndReason, SessionKeeper } from './session-keeper.ts'
import type { RandomBytes } from './tokens.ts'

export type AccountServiceOptions = {
  readonly store: Pick<Store, 'accounts' | 'sessions'>
  /** Where `create_user` goes: a bus with unique names (names.ts). */
  readonly bus: CommandBus
  readonly users: UserDirectory
  readonly passwords: Passwords
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly randomBytes: RandomBytes
  readonly freshId: () => string
  readonly log: { error(fields: object, message: string): void }
}

export type SignedIn = { readonly token: string; readonly expiresAt: number; readonly me: Me }
export type Authenticated = { readonly me: Me; readonly tokenHash: string; readonly expiresAt: number }

export type NewPerson = {
  /** Chosen by whoever creates, so that creating can be repeated; null: a fresh one. */
  readonly id: string | null
  readonly name: string
  readonly displayName: string
  readonly role: Role
  /** Null for a person who can't sign in (yet). */
  readonly password: string | null
}

export type PasswordChange = {
  readonly me: Me
  readonly current: string
  readonly next: string
  /** The session that goes on; all others of the person end. */
  readonly token: string
  readonly address: string
}

/** Who people are, and who is signed in. Every method may reject with KnownError, as the store does. */
export interface AccountService {
  /** @throws KnownError `wrong_credentials`, `user_disabled` (only to who knows the password), TooManyAttempts */
  signIn(name: string, password: string, address: string): Promise<SignedIn>
  signOut(token: string): Promise<void>
  /** Who a session's token stands for at this moment, with their present role; null for an unknown or expired one, and a disabled person. */
  authenticate(token: string): Promise<Authenticated | null>
  /** @throws KnownError `wrong_credentials`, `malformed`, `too_long`, `nothing_to_change`, TooManyAttempts */
  changePassword(change: PasswordChange): Promise<void>
  /** Sets a password without asking for the present one, and ends the person's sessions. @throws KnownError `not_found`, `malformed`, `too_long` */
  setPassword(userId: string, password: string): Promise<void>
  /**
   * Creates a person who can sign in. Sent again with the same id, it goes on from where it was interrupted, and answers the same; it
   * never changes a password that is set. @throws KnownError as `create_user` refuses
   */
  createUser(person: NewPerson, by: Sender): Promise<{ readonly id: string; readonly version: number; readonly hash: string }>
  endSessionsOf(userId: string, reason: EndReason): Promise<void>
  /** To be called when a person's events say so: a disabled person's sessions end at once, another role is told to open connections. */
  userChanged(change: { readonly userId: string; readonly disabled?: boolean; readonly roleChanged?: boolean }): Promise<void>
  /** Listens for sessions that end; a session that expires ends without this. Answers how to stop listening. */
  onSessionEnded(listener: (ended: EndedSessions) => void): () => void
  /** The wrong passwords that are counted, to be shared with other servers (shared-attempts.ts). */
  readonly attempts: Pick<Attempts, 'onCounted' | 'heard'>
  /** Drops expired sessions from the store; happens by itself every hour. */
  sweep(): Promise<void>
  close(): void
}

export function createAccountService(options: AccountServiceOptions): AccountService {
  const { store, bus, users, passwords, now, randomBytes, freshId, log } = options
  const { accounts } = store
  const sessions = new SessionKeeper({ sessions: store.sessions, now, randomBytes, log })
  const attempts = new Attempts(now)

  /** The account where name and password belong together. An attempt whose password could not be compared doesn't count. */
  async function check(name: string, password: string, attempt: Attempt): Promise<Account | null> {
    try {
      const account = await accounts.byName(name)
      return (await passwords.verify(password, account?.passwordHash ?? null)) ? account : null
    } catch (error) {
      attempt.abandoned()
      throw error
    }
  }

  /** A name may be claimed for a person who was never created, by a crash in between: that person is then created under the same id. */
  async function unfinished(name: string): Promise<string | null> {
    const account = await accounts.byName(name)
    return account !== null && (await users.user(account.userId)) === null ? account.userId : null
  }

  return {
    async signIn(name, password, address) {
      const known = nameSchema.safeParse(name.trim().toLowerCase()).data ?? ''
      const attempt = attempts.begin(known, address)
      const account = await check(known, password, attempt)
      if (account === null) {
        attempt.failed()
        throw new KnownError('wrong_credentials')
      }
      attempt.succeeded()
      if ((await activePerson(users, account.userId)) === null) throw disabled()
      const session = await sessions.begin(account.userId)
      // Since they were looked at, the password may have been changed or the person disabled, and the sessions ended before this one began.
      if ((await accounts.byUser(account.userId))?.passwordHash !== account.passwordHash) {
        await sessions.end(session.token, 'password_changed')
        throw new KnownError('wrong_credentials')
      }
      const me = await activePerson(users, account.userId)
      if (me === null) {
        await sessions.end(session.token, 'disabled')
        throw disabled()
      }
      return { ...session, me }
    },

    signOut: token => sessions.end(token, 'signed_out'),

    async authenticate(token) {
      const session = await sessions.find(token)
      if (session === null) return null
      const me = await activePerson(users, session.userId)
      return me === null ? null : { me, tokenHash: session.tokenHash, expiresAt: session.expiresAt }
    },

    async changePassword({ me, current, next, token, address }) {
      const chosen = accepted(parse(passwordSchema, next, 'new password'), 'next')
      const attempt = attempts.begin(me.name, address)
      const account = await check(me.name, current, attempt)
      if (account?.userId !== me.id) {
        attempt.failed()
        throw new KnownError('wrong_credentials', 'The current password is wrong.', { field: 'current' })
      }
      attempt.succeeded()
      if (current === next) throw new KnownError('nothing_to_change', undefined, { field: 'next' })
      await accounts.setPassword(me.id, await passwords.hash(chosen))
      await sessions.endOthers(me.id, token, 'password_changed')
    },

    async setPassword(userId, password) {
      const hash = await passwords.hash(accepted(parse(passwordSchema, password, 'password'), 'password'))
      if (!(await accounts.setPassword(userId, hash))) throw new KnownError('not_found', 'There is no such person.')
      await sessions.endAll(userId, 'password_changed')
    },

    async createUser({ id, name, displayName, role, password }, by) {
      if (!isAdministrator(by)) throw new KnownError('not_allowed')
      const payload = accepted(parse(userPayloads.create_user, { name, displayName, role }))
      const hash = password === null ? null : await passwords.hash(accepted(parse(passwordSchema, password, 'password'), 'password'))
      const userId = id ?? (await unfinished(name)) ?? freshId()
      // The id serves as the command's, too: it is chosen once for this one creation.
      const result = await bus.execute({ id: userId, aggregate: { type: 'user', id: userId }, type: 'create_user', payload }, by)
      if (!result.ok) throw refused(result.refusal)
      if (hash !== null && (await accounts.byUser(userId))?.passwordHash === null) await accounts.setPassword(userId, hash)
      return { id: userId, version: result.version, hash: result.hash }
    },

    endSessionsOf: (userId, reason) => sessions.endAll(userId, reason),

    async userChanged({ userId, disabled: isDisabled = false, roleChanged = false }) {
      if (isDisabled) await sessions.endAll(userId, 'disabled')
      else if (roleChanged) sessions.rightsChanged(userId)
    },

    attempts,
    onSessionEnded: listener => sessions.onEnded(listener),
    sweep: () => sessions.sweep(),
    close: () => sessions.close(),
  }
}

function disabled(): KnownError {
  return new KnownError('user_disabled', 'Your account is disabled. An administrator can enable it.')
}

function accepted<T>(parsed: ReturnType<typeof parse<T>>, field?: string): T {
  if (parsed.ok) return parsed.value
  throw refused(parsed.refusal, field)
}

function refused({ code, text, field }: Refusal, instead: string | undefined = field): KnownError {
  return new KnownError(code, text, instead === undefined ? {} : { field: instead })
}
