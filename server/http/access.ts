import { type ErrorCode, KnownError } from '../../core/protocol/errors.ts'
import type { Me } from '../../core/protocol/messages.ts'

/** Who may call a route, and as whom: `M` is what the route learns about the caller. */
export type Access<M> = {
  readonly name: string
  readonly errors: readonly ErrorCode[]
  /** @throws KnownError `sign_in_required`, `not_allowed` */
  admit(authenticate: () => Promise<Me | null>): Promise<M>
}

/** Everybody, and nobody asks who it is. */
export const everybody: Access<null> = { name: 'everybody', errors: [], admit: async () => null }

/** Everybody; the route wants to know whether somebody is signed in. */
export const visitor: Access<Me | null> = { name: 'everybody', errors: [], admit: authenticate => authenticate() }

export const person: Access<Me> = {
  name: 'signed in',
  errors: ['sign_in_required'],
  async admit(authenticate) {
    const me = await authenticate()
    if (me === null) throw new KnownError('sign_in_required')
    return me
  },
}

export const administrator: Access<Me> = {
  name: 'administrator',
  errors: ['sign_in_required', 'not_allowed'],
  async admit(authenticate) {
    const me = await person.admit(authenticate)
    if (me.role !== 'admin') throw new KnownError('not_allowed')
    return me
  },
}
