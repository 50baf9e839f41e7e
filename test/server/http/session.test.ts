import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HOME, PASSWORD } from '../accounts/desk.ts'
import { problemOf, type ServedDesk, serveDesk } from './served-desk.ts'

let desk: ServedDesk
beforeEach(async () => {
  desk = await serveDesk()
})
afterEach(() => desk.close())

const signIn = (headers: Record<string, string> = {}, password = PASSWORD) =>
  desk.call({ method: 'POST', url: '/api/session', headers, payload: { name: 'ada', password } })

describe('POST /api/session', () => {
  test('signs in and keeps the session in a cookie that no script can read', async () => {
    const ada = await desk.person('ada')
    const answer = await signIn()
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toEqual({ user: ada })
    const cookie = String(answer.headers['set-cookie'])
    expect(cookie).toMatch(/^sealdesk_session=[A-Za-z0-9_-]{43}; Path=\/; Expires=Sat, 31 Jan 2026 00:00:00 GMT; HttpOnly; SameSite=Lax$/)
    const again = await desk.get('/api/session', cookie.split(';')[0])
    expect(again.json()).toEqual({ user: ada })
  })

  test('marks the cookie as secure behind a trusted proxy that speaks https, and only then', async () => {
    await desk.person('ada')
    expect((await signIn({ 'x-forwarded-proto': 'https' })).headers['set-cookie']).not.toContain('Secure')
    const proxied = await serveDesk({ trustProxy: 1 }, desk.store)
    const answer = await proxied.call({
      method: 'POST',
      url: '/api/session',
      headers: { 'x-forwarded-proto': 'https' },
      payload: { name: 'ada', password: PASSWORD },
    })
    expect(answer.headers['set-cookie']).toContain('; Secure')
    await proxied.app.close()
  })

  test('refuses a wrong password, and after five of them every password for a while', async () => {
    await desk.person('ada')
    for (let n = 0; n < 5; n++) expect(problemOf(await signIn({}, 'wrong'))).toMatchObject({ status: 401, code: 'wrong_credentials' })
    const limited = await signIn()
    expect(problemOf(limited)).toMatchObject({ status: 429, code: 'too_many_attempts' })
    expect(limited.headers['retry-after']).toBe('180')
    expect(limited.headers['set-cookie']).toBeUndefined()
  })

  test('believes no forwarded address that no proxy vouches for', async () => {
    await desk.person('ada')
    for (let n = 0; n < 5; n++) await signIn({ 'x-forwarded-for': `198.51.100.${n}` }, 'wrong')
    expect(problemOf(await signIn({ 'x-forwarded-for': '198.51.100.9' }))).toMatchObject({ code: 'too_many_attempts' })
  })

  test('ends the session that the browser had', async () => {
    await desk.person('ada')
    const before = await desk.signIn('ada')
    await signIn({ cookie: before })
    expect((await desk.get('/api/session', before)).json()).toEqual({ guest: true })
  })
})

describe('A session over HTTP', () => {
  test('is a guest’s without a cookie, with a foreign one, and after signing out', async () => {
    await desk.person('ada')
    const cookie = await desk.signIn('ada')
    expect((await desk.get('/api/session')).json()).toEqual({ guest: true })
    expect((await desk.get('/api/session', 'sealdesk_session=%zz; other=1')).json()).toEqual({ guest: true })
    const out = await desk.send('DELETE', '/api/session', undefined, cookie)
    expect(out.statusCode).toBe(204)
    expect(out.headers['set-cookie']).toContain('sealdesk_session=; Path=/; Expires=Thu, 01 Jan 1970')
    expect((await desk.get('/api/session', cookie)).json()).toEqual({ guest: true })
  })

  test('that has expired is refused with a typed error', async () => {
    await desk.person('ada')
    const cookie = await desk.signIn('ada')
    desk.clock.now += 31 * 24 * 3600_000
    expect(problemOf(await desk.send('PUT', '/api/session/password', { current: 'x', next: 'y' }, cookie))).toMatchObject({
      status: 401,
      code: 'sign_in_required',
    })
  })

  test('goes on after its person has changed the password, while others end', async () => {
    await desk.person('ada')
    const [here, elsewhere] = [await desk.signIn('ada'), await desk.signIn('ada')]
    const change = await desk.send('PUT', '/api/session/password', { current: PASSWORD, next: 'another good password' }, here)
    expect(change.statusCode).toBe(204)
    expect((await desk.get('/api/session', here)).json()).toMatchObject({ user: { name: 'ada' } })
    expect((await desk.get('/api/session', elsewhere)).json()).toEqual({ guest: true })
  })
})

test('No password and no token ever reaches the log', async () => {
  await desk.person('ada')
  const cookie = String((await signIn({}, PASSWORD)).headers['set-cookie'])
  await desk.get(`/api/session?token=${cookie}&password=${PASSWORD}`, cookie)
  await expect(desk.accounts.signIn('ada', 'a wrong secret', HOME)).rejects.toThrow()
  const token = /=([^;]+)/.exec(cookie)?.[1] ?? 'none'
  expect(desk.logged.length).toBeGreaterThan(0)
  for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), token]) expect(desk.logged.join('')).not.toContain(secret)
})
