import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { StoreUnavailable } from '../../../server/store/errors.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { overlay } from '../../support/stores.ts'
import { problemOf, type ServedDesk, serveDesk } from './served-desk.ts'

let desk: ServedDesk
beforeEach(async () => {
  desk = await serveDesk({ publicOrigins: ['https://desk.example.com'] })
})
afterEach(() => desk.close())

const command = {
  id: randomUUID(),
  aggregate: { type: 'ticket', id: randomUUID() },
  type: 'create_ticket',
  payload: { title: 'A', body: '' },
}

describe('A request that changes something', () => {
  const post = (headers: Record<string, string>) => desk.call({ method: 'POST', url: '/api/commands', headers, payload: command })

  test.each([
    ['another site', { origin: 'https://evil.example' }],
    ['a page without an origin', { origin: 'null' }],
    ['another port of this host', { origin: 'http://localhost:81', host: 'localhost' }],
    ['a name that only begins like ours', { origin: 'http://localhost.evil.example', host: 'localhost' }],
    ['what can’t be an origin', { origin: 'localhost', host: 'localhost' }],
    ['a frame or form of another site, without an origin', { 'sec-fetch-site': 'cross-site' }],
    ['a sibling domain, without an origin', { 'sec-fetch-site': 'same-site' }],
    ['another site that claims our host', { origin: 'http://localhost', host: 'localhost', 'sec-fetch-site': 'cross-site' }],
  ])('is refused from %s', async (_, headers) => {
    expect(problemOf(await post(headers))).toMatchObject({ status: 403, code: 'foreign_origin' })
  })

  test.each([
    ['a program', {}],
    ['a page of this host', { origin: 'http://localhost:3000', host: 'localhost:3000', 'sec-fetch-site': 'same-origin' }],
    ['a page of this host behind a proxy with https', { origin: 'https://localhost', host: 'localhost' }],
    ['an origin that the operator named', { origin: 'https://desk.example.com', host: '127.0.0.1:3000' }],
  ])('is heard from %s', async (_, headers) => {
    expect(problemOf(await post(headers)).code).toBe('sign_in_required')
  })

  test('is not asked for its origin where it only reads', async () => {
    expect((await desk.call({ method: 'GET', url: '/api/tickets', headers: { origin: 'https://evil.example' } })).statusCode).toBe(200)
  })
})

describe('A request that can’t be read', () => {
  const json = { 'content-type': 'application/json' }
  const raw = (payload: string | Buffer, headers: Record<string, string> = json) =>
    desk.call({ method: 'POST', url: '/api/session', headers, payload })

  test.each([
    ['is broken JSON', '{"name":', 400, 'bad_request'],
    ['has no body', '', 400, 'bad_request'],
    ['is not well-formed UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 400, 'bad_request'],
    ['would change a prototype', '{"name":"a","password":"b","__proto__":{"role":"admin"}}', 400, 'bad_request'],
    ['would change a constructor', '{"name":"a","constructor":{"prototype":{"role":"admin"}}}', 400, 'bad_request'],
    ['is larger than a mebibyte', `{"name":"${'x'.repeat(1024 * 1024)}"}`, 413, 'too_large'],
    ['is JSON of another kind', '[1,2]', 422, 'malformed'],
    ['has a key too many', '{"name":"ada","password":"x","remember":true}', 422, 'malformed'],
  ])('because it %s gets a typed error', async (_, payload, status, code) => {
    expect(problemOf(await raw(payload))).toMatchObject({ status, code })
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonp', 'nonsense', ''])(
    'because its content type is “%s” is refused: no form of another site can send JSON',
    async type => {
      expect(problemOf(await raw('{"name":"ada","password":"x"}', { 'content-type': type }))).toMatchObject({
        status: 415,
        code: 'unsupported_media_type',
      })
    },
  )

  test.each(['/api/tickets/%zz', '/%zz', '/api/%ff%fe', `/api/users/${'x'.repeat(300)}`])(
    'because of its address %s gets a typed error',
    async url => {
      const problem = problemOf(await desk.get(url))
      expect(problem.status).toBeLessThan(500)
    },
  )
})

describe('An address', () => {
  test.each([
    ['GET', '/api'],
    ['GET', '/api/'],
    ['GET', '/api/nothing'],
    ['POST', '/api/nothing'],
    ['GET', '/api/proof/ticket/x'],
    ['DELETE', '/'],
    ['GET', '/socket.io/nothing'],
    ['GET', '/favicon.ico'],
    ['GET', '/assets/missing.js'],
  ] as const)('that isn’t there, %s %s, is not_found as JSON', async (method, url) => {
    expect(problemOf(await desk.call({ method, url }))).toMatchObject({ status: 404, code: 'not_found' })
  })

  test.each([
    ['DELETE', '/api/tickets', 'GET, HEAD'],
    ['GET', '/api/commands', 'POST'],
    ['PATCH', '/api/session', 'POST, GET, HEAD, DELETE'],
    ['OPTIONS', '/api/users', 'GET, HEAD, POST'],
    ['PROPFIND', '/api/tickets/1', 'GET, HEAD'],
    ['POST', '/healthz', 'GET, HEAD'],
  ] as const)('says which methods it takes: %s %s', async (method, url, allow) => {
    const answer = await desk.app.inject({ method: method as 'GET', url })
    expect(problemOf(answer)).toMatchObject({ status: 405, code: 'method_not_allowed' })
    expect(answer.headers.allow).toBe(allow)
  })

  test('answers HEAD like GET, without a body', async () => {
    const answer = await desk.call({ method: 'HEAD', url: '/api/tickets' })
    expect([answer.statusCode, answer.body]).toEqual([200, ''])
  })
})

describe('A failure', () => {
  test('that nobody planned for is told without details, and logged with them', async () => {
    const store = openMemoryStore()
    const broken = overlay(store, { events: () => Promise.reject(new Error('the secret detail')) })
    const failing = await serveDesk({}, broken)
    const answer = await failing.get('/api/events')
    expect(problemOf(answer)).toMatchObject({ status: 500, code: 'internal' })
    expect(answer.body).not.toContain('secret')
    expect(failing.logged.join('')).toContain('the secret detail')
    await failing.close()
  })

  test('of the store is told as one, with when to try again', async () => {
    const broken = overlay(openMemoryStore(), { events: () => Promise.reject(new StoreUnavailable()) })
    const failing = await serveDesk({}, broken)
    const answer = await failing.get('/api/events')
    expect(problemOf(answer)).toMatchObject({ status: 503, code: 'store_unavailable' })
    expect(answer.headers['retry-after']).toBe('5')
    await failing.close()
  })

  test('of a command is logged with the command’s id', async () => {
    await desk.person('ada')
    const bus = { execute: () => Promise.reject(new Error('boom')) }
    const failing = await serveDesk({ bus }, desk.store)
    const answer = await failing.send('POST', '/api/commands', command, await desk.signIn('ada'))
    expect(problemOf(answer)).toMatchObject({ status: 500, code: 'internal' })
    expect(failing.logged.find(line => line.includes('boom'))).toContain(`"commandId":"${command.id}"`)
    await failing.app.close()
  })
})

describe('Every answer', () => {
  test('carries strict headers, and the API’s are not cached', async () => {
    const { headers } = await desk.get('/api/tickets')
    const csp = String(headers['content-security-policy']).split(';')
    expect(csp).toContain("default-src 'self'")
    expect(csp).toContain("script-src 'self'")
    expect(csp).toContain("object-src 'none'")
    expect(csp).toContain("base-uri 'none'")
    expect(csp).toContain("frame-ancestors 'none'")
    expect(csp.join()).not.toContain('upgrade-insecure-requests')
    expect(headers['strict-transport-security']).toBeUndefined()
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['cache-control']).toBe('no-store')
  })
})

describe('The client', () => {
  let folder: string
  let served: ServedDesk
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sealdesk-client-'))
    await mkdir(join(folder, 'assets'))
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>Sealdesk</title>')
    await writeFile(join(folder, 'assets', 'index-abc123.js'), 'export {}')
    await writeFile(join(folder, '..', `${folder.split('/').pop()}-secret.txt`), 'outside')
    served = await serveDesk({ clientFolder: folder })
  })
  afterAll(async () => {
    await served.close()
    await rm(folder, { recursive: true })
    await rm(`${folder}-secret.txt`)
  })
  const visit = (url: string) => served.call({ method: 'GET', url, headers: { accept: 'text/html,*/*;q=0.8' } })

  test.each(['/', '/tickets/12', '/tickets/12@7', '/people/jane.doe', '/events?type=ticket_created', '/index.html'])(
    'has its page at %s',
    async url => {
      const answer = await visit(url)
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
      expect(answer.body).toContain('<title>Sealdesk</title>')
      expect(answer.headers['cache-control']).toBe('no-cache')
      expect(answer.headers['content-security-policy']).toContain("script-src 'self'")
    },
  )

  test('has files that may be kept for ever, because their names change with their content', async () => {
    const answer = await served.get('/assets/index-abc123.js')
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/javascript; charset=utf-8'])
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  })

  test.each([
    '/assets/index-old.js',
    '/api/nothing',
    '/missing.png',
    '/..%2f..%2fetc%2fpasswd.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/.env',
  ])('has nothing at %s', async url => {
    expect(problemOf(await served.get(url))).toMatchObject({ status: 404, code: 'not_found' })
  })

  test('that isn’t built says how to build it', async () => {
    const answer = await desk.get('/')
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([503, 'text/html; charset=utf-8'])
    expect(answer.body).toContain('npm run build')
  })
})

describe('Bytes that are no HTTP', () => {
  let port: number
  beforeEach(async () => {
    await desk.app.listen({ host: '127.0.0.1', port: 0 })
    port = z.object({ port: z.number() }).parse(desk.app.server.address()).port
  })

  const exchange = (bytes: string | Buffer) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.end(bytes))
      let answer = ''
      socket.on('data', chunk => {
        answer += chunk.toString()
      })
      socket.on('error', reject)
      socket.on('close', () => resolve(answer))
    })

  test.each([
    ['nonsense', 'hello\r\n\r\n', 400],
    ['an unknown method', 'EXPLODE /api/tickets HTTP/1.1\r\nhost: x\r\n\r\n', 400],
    ['raw bytes', Buffer.from([0, 1, 2, 255, 13, 10, 13, 10]), 400],
    ['an address that is far too long', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 431],
    ['a body that contradicts its length', 'POST /api/session HTTP/1.1\r\nhost: x\r\ncontent-length: 5, 6\r\n\r\n{}', 400],
  ])('get a typed error: %s', async (_, bytes, status) => {
    const answer = await exchange(bytes)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    const body = answer.slice(answer.indexOf('\r\n\r\n') + 4)
    expect(JSON.parse(body)).toMatchObject({ error: { code: status === 431 ? 'too_large' : 'bad_request' } })
  })
})
