/** What signing in needs. Credentials are never events. `passwordHash` is null for people who can't sign in (yet). */
export type Account = { readonly userId: string; readonly name: string; readonly passwordHash: string | null }

/** An account with all of its names, in the order in which they were claimed: the last one is the newest. */
export type ListedAccount = { readonly userId: string; readonly names: readonly string[]; readonly passwordHash: string | null }

export interface Accounts {
  /** Takes a name for a user: false where another user has it. Taking it again for the same user is true and changes nothing else. */
  claim(name: string, userId: string): Promise<boolean>
  /** Gives a name back, if this user has it and another name too: the last name of an account stays. */
  release(name: string, userId: string): Promise<void>
  byName(name: string): Promise<Account | null>
  /** The account under its newest name. */
  byUser(userId: string): Promise<Account | null>
  /** Sets the password's hash for all names of the user; false where there is no account. */
  setPassword(userId: string, passwordHash: string): Promise<boolean>
  /** How many accounts there are. */
  count(): Promise<number>
  /** All of them in the order of their users' ids, in pages. */
  all(): AsyncIterable<readonly ListedAccount[]>
}

/** A signed-in browser. The token itself is never stored: `tokenHash` is its SHA-256, 64 hex digits. Times are milliseconds since 1970. */
export type Session = {
  readonly tokenHash: string
  readonly userId: string
  readonly createdAt: number
  readonly expiresAt: number
}

export interface Sessions {
  create(session: Session): Promise<void>
  find(tokenHash: string): Promise<Session | null>
  remove(tokenHash: string): Promise<void>
  /** Ends all sessions of a user, but one if it is named; answers the hashes of those that ended. */
  removeOf(userId: string, except?: string): Promise<readonly string[]>
  /** Drops what had expired by a time; answers how many. */
  removeExpired(now: number): Promise<number>
}
