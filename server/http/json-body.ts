import type { FastifyInstance } from 'fastify'
import { KnownError } from '../../core/protocol/errors.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Takes JSON in UTF-8 and nothing else. Broken bytes are refused, not replaced; so are keys that would change a prototype. */
export function acceptOnlyJson(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    const text = decode(bytes)
    if (text === null) done(new KnownError('bad_request', 'The body is not well-formed UTF-8.'))
    else parseJson(request, text, done)
  })
}

function decode(bytes: string | Buffer): string | null {
  if (typeof bytes === 'string') return bytes
  try {
    return utf8.decode(bytes)
  } catch {
    return null
  }
}
