import { createHash } from 'node:crypto'

const TOKEN_BYTES = 32
const TOKEN = /^[A-Za-z0-9_-]{43}$/

export type RandomBytes = (count: number) => Uint8Array

/** A fresh session token: 32 random bytes in base64url. It lives in the browser's cookie and nowhere else. */
export function freshToken(randomBytes: RandomBytes): string {
  return Buffer.from(randomBytes(TOKEN_BYTES)).toString('base64url')
}

/** What the store keeps of a token: who reads the store can't sign in with it. Null where the text can't be a token at all. */
export function tokenHashOf(token: string): string | null {
  return TOKEN.test(token) ? createHash('sha256').update(token).digest('hex') : null
}
