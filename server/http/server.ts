import { type FastifyBaseLogger, type FastifyInstance, type FastifyServerOptions, fastify, LogController } from 'fastify'
import { KnownError } from '../../core/protocol/errors.ts'
import { MAX_MESSAGE_BYTES } from '../../core/protocol/messages.ts'
import type { TrustProxy } from '../config.ts'
import { serveClient } from './client-pages.ts'
import type { HttpOptions } from './deps.ts'
import { acceptOnlyJson } from './json-body.ts'
import { methodsByPath, missing } from './missing.ts'
import { isOwnOrigin } from './origin.ts'
import { rawProblem, sendProblem } from './problems.ts'
import { apiRoutes } from './routes.ts'
import { securityHeaders } from './security-headers.ts'
import { serveRoute } from './serve-route.ts'

/** How long a request may take to arrive. */
const REQUEST_MS = 60_000

/** The HTTP server with all its routes. It doesn't listen yet; `inject` works, and sockets can be attached to `server`. */
export async function createHttpServer(options: HttpOptions): Promise<FastifyInstance> {
  const { accounts, publicOrigins, checkAnswers = false } = options
  const log: FastifyBaseLogger = options.log
  const app = fastify({
    loggerInstance: log,
    // Requests are logged once, when they are answered, and without their query.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: options.freshId,
    trustProxy: trusted(options.trustProxy),
    bodyLimit: MAX_MESSAGE_BYTES,
    requestTimeout: REQUEST_MS,
    forceCloseConnections: 'idle',
    frameworkErrors: sendProblem,
    clientErrorHandler(error, socket) {
      if (socket.writable) socket.end(rawProblem(error.code))
      else socket.destroy()
    },
  })
  const routes = apiRoutes(options)
  const methodsOf = methodsByPath(routes)

  acceptOnlyJson(app)
  await securityHeaders(app)
  app.setErrorHandler(sendProblem)
  app.addHook('onRequest', async (request, reply) => {
    const { method, url, headers } = request
    if (isApi(url)) reply.header('cache-control', 'no-store')
    const { origin, 'sec-fetch-site': site } = headers
    const source = { origin, host: request.host, fetchSite: typeof site === 'string' ? site : undefined }
    if (isChanging(method) && !isOwnOrigin(source, publicOrigins)) throw new KnownError('foreign_origin')
    // Said before a body is read that nobody wants.
    if (request.is404 && isChanging(method)) throw missing(request, reply, methodsOf)
  })
  app.addHook('onResponse', async (request, reply) => {
    const [path] = request.url.split('?')
    log.debug(
      { requestId: request.id, method: request.method, path, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    )
  })

  for (const route of routes) serveRoute(app, route, { accounts, checkAnswers })
  const page = await serveClient(app, options.clientFolder)
  app.setNotFoundHandler((request, reply) => page(request, reply) ?? sendProblem(missing(request, reply, methodsOf), request, reply))
  return app
}

function isApi(url: string): boolean {
  return url === '/api' || url.startsWith('/api/') || url.startsWith('/api?')
}

function isChanging(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS' && method !== 'TRACE'
}

/** Fastify takes a number of proxies only as a function. */
function trusted(trust: TrustProxy): NonNullable<FastifyServerOptions['trustProxy']> {
  if (typeof trust === 'number') return (_, hop) => hop < trust
  return trust === false ? false : [...trust]
}
