import { createHash } from 'node:crypto'

/**
 * The UUID (version 8, RFC 9562) of what an import makes: it follows from the names alone, so that a second import meets what the first
 * one made.
 */
export function githubId(...names: readonly string[]): string {
  const bytes = createHash('sha256')
    .update(['sealdesk/import/github', ...names].join('\n'))
    .digest()
    .subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** Logins are the same in upper and lower case. */
export function userIdOf(login: string): string {
  return githubId('user', login.toLowerCase())
}

/** The first digits of a hash of the login: what tells apart people whose logins become the same name. */
export function loginDigits(login: string, digits: number): string {
  return createHash('sha256').update(`sealdesk/import/github/login\n${login.toLowerCase()}`).digest('hex').slice(0, digits)
}
