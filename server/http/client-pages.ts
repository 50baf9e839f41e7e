import { sep } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const YEAR = 'public, max-age=31536000, immutable'

/** The verifier as one file, for browsers and for Node. */
const VERIFIERS = ['verifier.html', 'sealdesk-verify.mjs']

const NOT_BUILT = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Sealdesk</title></head>
  <body>
    <h1>The pages have not been built</h1>
    <p>The server runs, and its API answers under <a href="/api/openapi.json">/api</a>. Run <code>npm run build</code>, then start it again.</p>
  </body>
</html>
`

/** Answers an address that is none of the API's with the page that finds its way itself; null where it isn't a page's address. */
export type ClientPages = (request: FastifyRequest, reply: FastifyReply) => FastifyReply | null

/** Serves the files of the built client, each under its own address. Only what is there at the start is served: no path is ever made from a request. */
export async function serveClient(app: FastifyInstance, folder: string | null): Promise<ClientPages> {
  if (folder === null) {
    return (request, reply) => (isPage(request) ? reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT) : null)
  }
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    cacheControl: false,
    setHeaders(reply, path) {
      // Names under assets/ carry a hash of their content; everything else may change under its name.
      reply.header('cache-control', path.includes(`${sep}assets${sep}`) ? YEAR : 'no-cache')
      // They are to be kept and run from disk. Here our own policy would forbid the script inside the first.
      const verifier = VERIFIERS.find(name => path.endsWith(`${sep}${name}`))
      if (verifier !== undefined) reply.header('content-disposition', `attachment; filename="${verifier}"`)
    },
  })
  return (request, reply) => (isPage(request) ? reply.sendFile('index.html') : null)
}

/** An address that a person may have opened. A name in an address may have a dot in it; a browser that navigates says that it wants HTML. */
function isPage(request: FastifyRequest): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false
  const [path = ''] = request.url.split('?')
  if (/^\/(?:api|socket\.io|assets)(?:\/|$)/.test(path)) return false
  return !path.slice(path.lastIndexOf('/')).includes('.') || (request.headers.accept ?? '').includes('text/html')
}
