import { parseCookie, stringifySetCookie } from 'cookie'

export const SESSION_COOKIE = 'sealdesk_session'

/** The session's token in a `Cookie` header; null where there is none. */
export function readSessionToken(header: string | undefined): string | null {
  if (header === undefined) return null
  // A cookie of this name that another path or parent domain has set comes along, too: the first is the most specific one.
  return parseCookie(header)[SESSION_COOKIE] ?? null
}

/** The `Set-Cookie` header that keeps a session until it expires. */
export function keepSession(token: string, expiresAt: number, secure: boolean): string {
  return format(token, new Date(expiresAt), secure)
}

/** The `Set-Cookie` header that ends it. */
export function dropSession(secure: boolean): string {
  return format('', new Date(0), secure)
}

function format(value: string, expires: Date, secure: boolean): string {
  return stringifySetCookie({ name: SESSION_COOKIE, value, path: '/', httpOnly: true, sameSite: 'lax', secure, expires })
}
