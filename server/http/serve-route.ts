import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AccountService } from '../accounts/account-service.ts'
import type { BrowserSession, Route } from './route.ts'
import { dropSession, keepSession, readSessionToken } from './session-cookie.ts'

export type ServeOptions = { readonly accounts: AccountService; readonly checkAnswers: boolean }

/** Serves a route of the table. */
export function serveRoute(app: FastifyInstance, route: Route, { accounts, checkAnswers }: ServeOptions): void {
  const { status, content, streamed } = route.answer
  app.route({
    method: route.method,
    url: route.path,
    // A HEAD of a stream would read all of it for nothing.
    exposeHeadRoute: route.method === 'GET' && !streamed,
    async handler(request, reply) {
      const session = browserSession(request, reply)
      const { value, payload } = await route.run({
        params: request.params,
        query: request.query,
        body: request.body,
        session,
        address: request.ip,
        authenticate: async () => (session.token === null ? null : ((await accounts.authenticate(session.token))?.me ?? null)),
      })
      if (checkAnswers && !streamed) content?.schema.parse(value)
      reply.code(status)
      if (content !== null) reply.type(content.type)
      return reply.send(payload)
    },
  })
}

function browserSession(request: FastifyRequest, reply: FastifyReply): BrowserSession {
  // Behind a proxy that is trusted this is the scheme that the browser speaks.
  const secure = request.protocol === 'https'
  return {
    token: readSessionToken(request.headers.cookie),
    keep: ({ token, expiresAt }) => void reply.header('set-cookie', keepSession(token, expiresAt, secure)),
    drop: () => void reply.header('set-cookie', dropSession(secure)),
  }
}
