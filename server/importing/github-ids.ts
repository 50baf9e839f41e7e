import { createHash } from 'node:crypto'
import { derivedId } from '../derived-id.ts'

/** The id of what an import makes: a second import meets what the first one made. */
export function githubId(kind: string, ...names: readonly string[]): string {
  return derivedId('sealdesk/import/github', kind, ...names)
}

/** Logins are the same in upper and lower case. */
export function userIdOf(login: string): string {
  return githubId('user', login.toLowerCase())
}

/** The first digits of a hash of the login: what tells apart people whose logins become the same name. */
export function loginDigits(login: string, digits: number): string {
  return createHash('sha256').update(`sealdesk/import/github/login\n${login.toLowerCase()}`).digest('hex').slice(0, digits)
}
