import { z } from 'zod'
import { meSchema } from '../../../core/protocol/messages.ts'
import { everybody, person, visitor } from '../access.ts'
import type { HttpDeps } from '../deps.ts'
import { bare, defineRoute, json, nothing, type Route } from '../route.ts'

const userAnswer = z.object({ user: meSchema })

export function sessionRoutes({ accounts }: Pick<HttpDeps, 'accounts'>): readonly Route[] {
  return [
    defineRoute({
      ...bare,
      method: 'POST',
      path: '/api/session',
      summary: 'Sign in; the session is kept in the cookie sealdesk_session',
      access: everybody,
      body: z.strictObject({ name: z.string().max(256), password: z.string().max(1024) }),
      answer: json(userAnswer),
      errors: ['wrong_credentials', 'user_disabled', 'too_many_attempts', 'overloaded'],
      async handle({ body, session, address }) {
        const signedIn = await accounts.signIn(body.name, body.password, address)
        if (session.token !== null) await accounts.signOut(session.token)
        session.keep(signedIn)
        return { user: signedIn.me }
      },
    }),
    defineRoute({
      ...bare,
      method: 'GET',
      path: '/api/session',
      summary: 'Who is signed in',
      access: visitor,
      answer: json(z.union([userAnswer, z.object({ guest: z.literal(true) })])),
      handle: async ({ me }) => (me === null ? { guest: true as const } : { user: me }),
    }),
    defineRoute({
      ...bare,
      method: 'DELETE',
      path: '/api/session',
      summary: 'Sign out',
      access: everybody,
      answer: nothing,
      async handle({ session }) {
        if (session.token !== null) await accounts.signOut(session.token)
        session.drop()
      },
    }),
    defineRoute({
      ...bare,
      method: 'PUT',
      path: '/api/session/password',
      summary: 'Change one’s own password; all other sessions end',
      access: person,
      body: z.strictObject({ current: z.string().max(1024), next: z.string().max(1024) }),
      answer: nothing,
      errors: ['wrong_credentials', 'too_many_attempts', 'nothing_to_change', 'overloaded'],
      handle: ({ me, body, session, address }) => accounts.changePassword({ me, ...body, token: session.token ?? '', address }),
    }),
  ]
}
