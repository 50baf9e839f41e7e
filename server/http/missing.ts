import type { FastifyReply, FastifyRequest } from 'fastify'
import { KnownError } from '../../core/protocol/errors.ts'
import type { Route } from './route.ts'

/** Which methods an address of the table takes; none where it isn't in the table. */
export function methodsByPath(routes: readonly Route[]): (path: string) => readonly string[] {
  const patterns = routes.map(({ path, method, answer }) => ({
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:[a-zA-Z]+/g, '[^/]+')}$`),
    methods: method === 'GET' && !answer.streamed ? ['GET', 'HEAD'] : [method],
  }))
  return path => patterns.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods)
}

/** An address that takes other methods, or no address at all. */
export function missing(request: FastifyRequest, reply: FastifyReply, methodsOf: (path: string) => readonly string[]): KnownError {
  const [path = ''] = request.url.split('?')
  const methods = methodsOf(path)
  if (methods.length === 0) return new KnownError('not_found')
  reply.header('allow', methods.join(', '))
  return new KnownError('method_not_allowed')
}
