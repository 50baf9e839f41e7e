import bcrypt from 'bcrypt'
import { z } from 'zod'
import { LIMITS } from '../../core/protocol/text.ts'
import { Turnstile } from './turnstile.ts'

/** bcrypt stops at U+0000, and has no bytes for a lone surrogate: two different passwords would be the same one. */
const UNHASHABLE = /[\0\p{Surrogate}]/u

/** A password that somebody chooses. Its limits are bytes of UTF-8, since bcrypt silently ignores what follows the 72nd. */
export const passwordSchema = z.string().superRefine((password, context) => {
  const bytes = Buffer.byteLength(password)
  if (UNHASHABLE.test(password)) context.addIssue({ code: 'custom', message: 'must be well-formed text without U+0000' })
  else if (bytes < LIMITS.passwordMinBytes)
    context.addIssue({ code: 'custom', message: `must be at least ${LIMITS.passwordMinBytes} bytes long` })
  else if (bytes > LIMITS.passwordMaxBytes)
    context.addIssue({
      code: 'too_big',
      origin: 'string',
      maximum: LIMITS.passwordMaxBytes,
      inclusive: true,
      message: `must be at most ${LIMITS.passwordMaxBytes} bytes long`,
    })
})

/** Hashes and compares passwords, off the event loop. */
export interface Passwords {
  /** @throws KnownError `overloaded` */
  hash(password: string): Promise<string>
  /**
   * Whether the password is the one of the hash. Takes as long where there is no hash, so that its time tells nothing about names.
   * @throws KnownError `overloaded`
   */
  verify(password: string, hash: string | null): Promise<boolean>
}

/** Two at once leave threads for the disk; a hundred waiting is half a minute, longer than anybody waits. */
const AT_ONCE = 2
const WAITING = 100

/** `cost` is bcrypt's: the work doubles with each step. 12 is about a quarter of a second. */
export function createPasswords(cost = 12): Passwords {
  const turnstile = new Turnstile(AT_ONCE, WAITING)
  const nobodys = nobodysHash(cost)
  return {
    hash: password => turnstile.pass(() => bcrypt.hash(password, cost)),
    async verify(password, hash) {
      const fits = await turnstile.pass(() => bcrypt.compare(password, hash ?? nobodys))
      return fits && hash !== null && passwordSchema.safeParse(password).success
    },
  }
}

/** A well-formed hash of the same cost that no known password has: what is compared where there is nothing to compare. */
function nobodysHash(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(22)}${'.'.repeat(31)}`
}
